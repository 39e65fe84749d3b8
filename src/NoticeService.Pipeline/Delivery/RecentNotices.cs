using System.Collections.Immutable;
using NoticeService.Domain.Ledger;

namespace NoticeService.Pipeline.Delivery;

/// <summary>The last notices that this pod sent or withheld, the newest decision first. Thread-safe.</summary>
public sealed class RecentNotices
{
    /// <summary>How many are kept.</summary>
    public const int Capacity = 20;

    private ImmutableList<LedgerRecord> records = [];

    public IReadOnlyList<LedgerRecord> Current => records;

    public void Add(LedgerRecord record) =>
        ImmutableInterlocked.Update(
            ref records,
            static (list, added) =>
            {
                // A notice that waited for its player's next report comes after later ones.
                var at = list.FindIndex(r => r.DecidedMs <= added.DecidedMs);
                var longer = list.Insert(at < 0 ? list.Count : at, added);
                return longer.Count > Capacity ? longer.RemoveAt(Capacity) : longer;
            },
            record);
}
