using System.Globalization;
using System.Text;
using NoticeService.Domain.Households;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.InMemory;

/// <summary>The ledger in memory. <see cref="InMemoryAdmissionStore"/> writes to it.</summary>
public sealed class InMemoryLedger : ILedger
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, LedgerRecord> records = new(StringComparer.Ordinal);

    // Newest first, then by id: the same order as on Redis.
    private readonly SortedSet<(long FallingMs, string Id)> order =
        new(Comparer<(long FallingMs, string Id)>.Create(static (a, b) =>
            a.FallingMs != b.FallingMs ? a.FallingMs.CompareTo(b.FallingMs) : string.CompareOrdinal(a.Id, b.Id)));

    public Task<bool> AdvanceAsync(string noticeId, NoticeState state, long? receiptMs, HouseholdId? household, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(receiptMs ?? 1, 1, nameof(receiptMs));
        lock (gate)
        {
            if (!records.TryGetValue(noticeId, out var record) || (household is { } whose && whose != record.Household))
            {
                return Task.FromResult(false);
            }

            if (NoticeProgress.Allows(record, state, receiptMs is not null))
            {
                records[noticeId] = record with { State = state, ReceiptMs = state == NoticeState.Sent ? record.ReceiptMs : receiptMs ?? record.ReceiptMs };
            }

            return Task.FromResult(true);
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

    /// <summary>Adds a record that is not there.</summary>
    internal void Add(LedgerRecord record)
    {
        lock (gate)
        {
            records.Add(record.NoticeId, record);
            order.Add((-record.DecidedMs, record.NoticeId));
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
