using System.Globalization;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Pipeline.Ports;

/// <summary>Verdicts in order of their onset, the newest first.</summary>
/// <param name="Next">Position of the last one that was looked at; null on the last page.</param>
public sealed record VerdictPage(IReadOnlyList<Verdict> Verdicts, string? Next);

/// <summary>The durable record of verdicts that are over: the feed shows them for an hour. Thread-safe.</summary>
public interface IVerdictArchive
{
    private const long MaxMs = 9_999_999_999_999_999;

    /// <summary>Where a verdict stands, as text that sorts so: 16 digits that fall as its onset rises, a colon, its id.</summary>
    static string PositionOf(Verdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        return Position(verdict.OnsetMs) + verdict.Id;
    }

    /// <summary>At or below the position of every verdict whose onset is at this time or before it, and above all others.</summary>
    static string Position(long onsetMs) => (MaxMs - Math.Clamp(onsetMs, 0, MaxMs)).ToString("D16", CultureInfo.InvariantCulture) + ":";

    /// <summary>Writes a verdict. Writing it again replaces it.</summary>
    /// <exception cref="StoreUnavailableException">Not confirmed.</exception>
    Task AddAsync(Verdict verdict, CancellationToken cancellationToken);

    Task<Verdict?> FindAsync(string id, CancellationToken cancellationToken);

    /// <param name="toMs">Those whose onset is before this.</param>
    /// <param name="after">Position after which to go on; null at first.</param>
    /// <param name="limit">1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<VerdictPage> ListAsync(long toMs, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>The oldest by their onset, the oldest first.</summary>
    /// <param name="toMs">Those whose onset is before this.</param>
    /// <param name="limit">1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<Verdict>> OldestAsync(long toMs, int limit, CancellationToken cancellationToken);

    /// <summary>Takes a verdict out; no harm when it is not there.</summary>
    Task RemoveAsync(Verdict verdict, CancellationToken cancellationToken);
}
