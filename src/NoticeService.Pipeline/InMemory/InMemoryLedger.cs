using System.Globalization;
using System.Text;
using NoticeService.Domain.Households;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.InMemory;

/// <summary>The ledger in memory. <see cref="InMemoryAdmissionStore"/> writes to it.</summary>
public sealed class InMemoryLedger : ILedger, ILedgerRetention
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, LedgerRecord> records = new(StringComparer.Ordinal);

    // Newest first, then by id: the same order as on Redis.
    private readonly SortedSet<(long FallingMs, string Id)> order =
        new(Comparer<(long FallingMs, string Id)>.Create(static (a, b) =>
            a.FallingMs != b.FallingMs ? a.FallingMs.CompareTo(b.FallingMs) : string.CompareOrdinal(a.Id, b.Id)));

    private long expiredUntilMs;

    public Task<LedgerMove> AdvanceAsync(string noticeId, NoticeState state, long? receiptMs, HouseholdId? household, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(receiptMs ?? 1, 1, nameof(receiptMs));
        lock (gate)
        {
            if (!records.TryGetValue(noticeId, out var record) || (household is { } whose && whose != record.Household))
            {
                return Task.FromResult(default(LedgerMove));
            }

            if (!NoticeProgress.Allows(record, state, receiptMs is not null))
            {
                var again = record.State == state && (state == NoticeState.Sent || receiptMs is null || receiptMs == record.ReceiptMs);
                return Task.FromResult(new LedgerMove(true, again ? record : null));
            }

            var moved = record with { State = state, ReceiptMs = state == NoticeState.Sent ? record.ReceiptMs : receiptMs ?? record.ReceiptMs };
            Put(moved);
            return Task.FromResult(new LedgerMove(true, moved));
        }
    }

    public Task<LedgerRecord?> FindAsync(string noticeId, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult(records.GetValueOrDefault(noticeId));
        }
    }

    public Task<LedgerPage> ListAsync(string? isp, long fromMs, long toMs, int limit, string? token, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1_000);
        var after = token is null ? (FallingMs: long.MinValue, Id: "") : Parse(token);
        lock (gate)
        {
            var found = order
                .Where(o => order.Comparer.Compare(o, after) > 0)
                .Select(o => records[o.Id])
                .Where(r => r.DecidedMs >= fromMs && r.DecidedMs < toMs && (isp is null || r.Isp == isp))
                .Take(limit + 1)
                .ToList();
            var page = found.Take(limit).ToList();
            return Task.FromResult(new LedgerPage(page, found.Count > limit ? Token(page[^1]) : null));
        }
    }

    public Task<IReadOnlyList<LedgerRecord>> ListAsync(HouseholdId household, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult<IReadOnlyList<LedgerRecord>>([.. order.Select(o => records[o.Id]).Where(r => r.Household == household).Take(1_000)]);
        }
    }

    public Task<IReadOnlyDictionary<HouseholdId, IReadOnlyList<string>>> ListRecentAsync(IReadOnlyList<HouseholdId> households, long sinceMs, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(households.Count, 1_000);
        lock (gate)
        {
            var asked = households.ToHashSet();
            return Task.FromResult<IReadOnlyDictionary<HouseholdId, IReadOnlyList<string>>>(order
                .Select(o => records[o.Id])
                .Where(r => r.DecidedMs >= sinceMs && asked.Contains(r.Household))
                .GroupBy(r => r.Household)
                .ToDictionary(g => g.Key, IReadOnlyList<string> (g) => [.. g.Select(r => r.NoticeId)]));
        }
    }

    public string TokenAfter(LedgerRecord record) => Token(record);

    public Task<long> ExpiredUntilAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult(expiredUntilMs);
        }
    }

    public Task<int> ExpireAsync(long untilMs, int most, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, 1_000);
        lock (gate)
        {
            var oldest = order.Reverse().TakeWhile(o => -o.FallingMs < untilMs).Take(most).ToList();
            foreach (var place in oldest)
            {
                order.Remove(place);
                records.Remove(place.Id);
                expiredUntilMs = Math.Max(expiredUntilMs, untilMs);
            }

            return Task.FromResult(oldest.Count);
        }
    }

    /// <summary>End of the sealed days, ms: a record that comes or moves with an earlier decision is late.</summary>
    internal long SealedUntilMs { get; set; }

    /// <summary>Late notices, by how often they came or moved. Locks itself.</summary>
    internal Dictionary<string, long> Late { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds or replaces a record.</summary>
    internal void Put(LedgerRecord record)
    {
        lock (gate)
        {
            records[record.NoticeId] = record;
            order.Add((-record.DecidedMs, record.NoticeId));
            lock (Late)
            {
                if (record.DecidedMs < SealedUntilMs)
                {
                    Late[record.NoticeId] = Late.GetValueOrDefault(record.NoticeId) + 1;
                }
            }
        }
    }

    /// <summary>Forgets everything, as a store without a log does when it is restarted.</summary>
    internal void Clear()
    {
        lock (gate)
        {
            records.Clear();
            order.Clear();
            lock (Late)
            {
                Late.Clear();
            }

            SealedUntilMs = 0;
            expiredUntilMs = 0;
        }
    }

    internal bool Contains(string noticeId)
    {
        lock (gate)
        {
            return records.ContainsKey(noticeId);
        }
    }

    private static string Token(LedgerRecord last) =>
        Convert.ToHexString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{-last.DecidedMs} {last.NoticeId}")));

    private static (long FallingMs, string Id) Parse(string token)
    {
        var parts = Encoding.UTF8.GetString(Convert.FromHexString(token)).Split(' ', 2);
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ms)
            ? (ms, parts[1])
            : throw new FormatException("The page token is not one of ours.");
    }
}
