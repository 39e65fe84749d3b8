using System.Collections.Immutable;
using NoticeService.Domain.Ledger;

namespace NoticeService.Pipeline.Delivery;

/// <summary>The last notices that this pod sent or withheld, newest first. Thread-safe.</summary>
public sealed class RecentNotices
{
    /// <summary>How many are kept.</summary>
    public const int Capacity = 20;

    private ImmutableList<LedgerRecord> records = [];

    public IReadOnlyList<LedgerRecord> Current => records;

    public void Add(LedgerRecord record) =>
        ImmutableInterlocked.Update(
            ref records,
            static (list, added) => (list.Count < Capacity ? list : list.RemoveAt(Capacity - 1)).Insert(0, added),
            record);
}
