using NoticeService.Domain.Households;
using NoticeService.Domain.Ledger;

namespace NoticeService.Pipeline.Ports;

/// <summary>One page of records, newest first.</summary>
/// <param name="NextToken">Opaque; null on the last page.</param>
public sealed record LedgerPage(IReadOnlyList<LedgerRecord> Records, string? NextToken);

/// <summary>What a move of a record did.</summary>
/// <param name="Known">Whether there is such a record, of this household.</param>
/// <param name="Moved">The record as it stands now, if it was moved, by this call or by the same one before, whose answer may have been lost.</param>
public readonly record struct LedgerMove(bool Known, LedgerRecord? Moved);

/// <summary>The durable record of every notice. <see cref="IAdmissionStore"/> writes the records; this moves and reads them. Thread-safe.</summary>
public interface ILedger
{
    /// <summary>
    /// Moves a record on. A state never goes back, and a receipt for an unknown notice changes nothing. A failure that the service
    /// set (it lost the stream, and cannot know whether the notice arrived) gives way to what the player says; the player's own does not.
    /// </summary>
    /// <param name="noticeId">Which.</param>
    /// <param name="state">Where to.</param>
    /// <param name="receiptMs">When the player's receipt came, 1 or more; null when the service itself moves the record. Handing over to the stream (Sent) is no receipt, whatever stands here.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="household">Whose receipt it is: the notice of another is not moved. Null when the service itself moves it.</param>
    Task<LedgerMove> AdvanceAsync(string noticeId, NoticeState state, long? receiptMs, HouseholdId? household, CancellationToken cancellationToken);

    Task<LedgerRecord?> FindAsync(string noticeId, CancellationToken cancellationToken);

    /// <summary>All that one household was ever told, newest first; the newest 1,000.</summary>
    Task<IReadOnlyList<LedgerRecord>> ListAsync(HouseholdId household, CancellationToken cancellationToken);

    /// <summary>Of households that were decided about at a time or later, the notices since then, by id, also of decisions that were torn; the others are absent.</summary>
    /// <param name="households">At most 1,000, each once.</param>
    /// <param name="sinceMs">Inclusive, on DecidedMs.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyDictionary<HouseholdId, IReadOnlyList<string>>> ListRecentAsync(IReadOnlyList<HouseholdId> households, long sinceMs, CancellationToken cancellationToken);

    /// <summary>The token of a page that would end with this record.</summary>
    string TokenAfter(LedgerRecord record);

    /// <param name="isp">Null is all.</param>
    /// <param name="fromMs">Inclusive, on DecidedMs.</param>
    /// <param name="toMs">Exclusive.</param>
    /// <param name="limit">1 to 1,000.</param>
    /// <param name="token">From the page before; null at first.</param>
    /// <exception cref="FormatException">The token is not one of ours.</exception>
    Task<LedgerPage> ListAsync(string? isp, long fromMs, long toMs, int limit, string? token, CancellationToken cancellationToken);
}
