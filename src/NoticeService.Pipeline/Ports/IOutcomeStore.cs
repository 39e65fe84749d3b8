using NoticeService.Domain.Experiments;

namespace NoticeService.Pipeline.Ports;

/// <summary>Something more that is known of what came after a decision.</summary>
/// <param name="NoticeId">Of which notice; it need not be in the ledger.</param>
/// <param name="DecidedMs">When it was decided, ms: outcomes are kept for a time from then.</param>
/// <param name="Part">What is known, merged into what was known as <see cref="NoticeOutcome.Merge"/> does.</param>
public sealed record OutcomeChange(string NoticeId, long DecidedMs, NoticeOutcome Part);

/// <summary>What came after notices and held-out ones, one small record for each. Thread-safe.</summary>
public interface IOutcomeStore
{
    /// <summary>Changes in one call, at most: of 100, the embedded store's script once ran out of its time on a busy machine.</summary>
    public const int MaxChanges = 20;

    /// <summary>Notices in one call, at most.</summary>
    public const int MaxFound = 1_000;

    /// <summary>How long an outcome is kept from now on, ms.</summary>
    static long LifetimeMs(long decidedMs, TimeSpan keepFor, long nowMs) => Math.Max(60_000, decidedMs + (long)keepFor.TotalMilliseconds - nowMs);

    /// <summary>Merges changes in. Each by itself: when a call fails, some may have been taken, and the same call again does no harm.</summary>
    /// <param name="changes">At most <see cref="MaxChanges"/>, each of another notice.</param>
    /// <param name="keepFor">How long an outcome is kept after its decision; at least a minute after the change.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StoreUnavailableException">Not confirmed.</exception>
    Task AddAsync(IReadOnlyList<OutcomeChange> changes, TimeSpan keepFor, CancellationToken cancellationToken);

    /// <summary>What is known, in the order asked; null where nothing is.</summary>
    /// <param name="noticeIds">At most <see cref="MaxFound"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<NoticeOutcome?>> FindAsync(IReadOnlyList<string> noticeIds, CancellationToken cancellationToken);
}
