using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.InMemory;
using NoticeService.Pipeline.Queries;
using NoticeService.TestKit.Contracts;

namespace NoticeService.Pipeline.Tests.Queries;

public sealed class LedgerDaysTests
{
    private const long DayMs = 86_400_000;

    [Fact]
    public async Task Empty_IsEmpty() => Assert.Empty(await ReadAsync(new InMemoryLedger(), long.MaxValue));

    [Fact]
    public async Task Records_ComeOldestFirst_AcrossEmptyDays_AndMoreThanAPage()
    {
        var ledger = new InMemoryLedger();
        var expected = new List<long>();
        foreach (var (start, count) in ((long, int)[])[(1, 1_200), ((400 * DayMs) - 3, 8), (2_000 * DayMs, 8)])
        {
            for (var i = 0; i < count; i++)
            {
                expected.Add(start + (i / 2));
                ledger.Put(Notices.Record((ulong)expected.Count, $"n{expected.Count:D6}", decidedMs: expected[^1]));
            }
        }

        Assert.Equal(expected, (await ReadAsync(ledger, long.MaxValue)).Select(r => r.DecidedMs));
        Assert.Equal(expected.Where(ms => ms < 400 * DayMs), (await ReadAsync(ledger, 400 * DayMs)).Select(r => r.DecidedMs));
    }

    private static async Task<List<LedgerRecord>> ReadAsync(InMemoryLedger ledger, long toMs)
    {
        var records = new List<LedgerRecord>();
        await foreach (var record in LedgerDays.ReadAsync(ledger, toMs, CancellationToken.None))
        {
            records.Add(record);
        }

        return records;
    }
}
