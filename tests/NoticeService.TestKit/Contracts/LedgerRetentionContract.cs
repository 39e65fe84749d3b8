using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Journal;
using NoticeService.Pipeline.Ports;
using Xunit;

namespace NoticeService.TestKit.Contracts;

/// <summary>What every ledger does with what has been kept for long enough.</summary>
public abstract class LedgerRetentionContract(IStoreBackend backend)
{
    private const long DayMs = 86_400_000;

    [Fact]
    public async Task Nothing_HasExpired_InAnEmptyStore()
    {
        await using var stores = await backend.OpenAsync();
        Assert.Equal(0, await stores.Retention.ExpiredUntilAsync(default));
        Assert.Equal(0, await stores.Retention.ExpireAsync(DayMs, 10, default));
        Assert.Equal(0, await stores.Retention.ExpireAsync(0, 10, default));
        Assert.Equal(0, await stores.Retention.ExpiredUntilAsync(default));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1_000)]
    public async Task Expire_TakesTheOldestOut_OfEveryIndex_AndLeavesTheOthers(int most)
    {
        await using var stores = await backend.OpenAsync();
        for (ulong i = 0; i < 7; i++)
        {
            // One a half day, of two households and two ISPs in turn.
            await PutAsync(stores, Notices.Record(i % 2, $"n{i}", i % 2 == 0 ? "verizon" : "comcast", decidedMs: DayMs + ((long)i * DayMs / 2)));
        }

        var taken = new List<int>();
        while (await stores.Retention.ExpireAsync(3 * DayMs, most, default) is > 0 and var count)
        {
            Assert.InRange(count, 1, most);
            taken.Add(count);
        }

        Assert.Equal(4, taken.Sum());
        Assert.Equal(3 * DayMs, await stores.Retention.ExpiredUntilAsync(default));
        Assert.Equal(["n6", "n5", "n4"], await IdsAsync(stores, null));
        Assert.Equal(["n6", "n4"], await IdsAsync(stores, "verizon"));
        Assert.Equal(["n5"], await IdsAsync(stores, "comcast"));
        Assert.Equal(["n6", "n4"], (await stores.Ledger.ListAsync(Notices.Record(0).Household, default)).Select(r => r.NoticeId));
        Assert.Null(await stores.Ledger.FindAsync("n3", default));
        Assert.False((await stores.Ledger.AdvanceAsync("n3", NoticeState.Dismissed, 1, null, default)).Known);
        Assert.NotNull(await stores.Ledger.FindAsync("n4", default));
    }

    [Fact]
    public async Task Mark_NeverGoesBack()
    {
        await using var stores = await backend.OpenAsync();
        await PutAsync(stores, Notices.Record(1, "a", decidedMs: DayMs));
        Assert.Equal(1, await stores.Retention.ExpireAsync(5 * DayMs, 10, default));
        await PutAsync(stores, Notices.Record(2, "b", decidedMs: DayMs));
        Assert.Equal(1, await stores.Retention.ExpireAsync(2 * DayMs, 10, default));
        Assert.Equal(5 * DayMs, await stores.Retention.ExpiredUntilAsync(default));
    }

    [Fact]
    public async Task Household_ThatExpiredWhole_IsStillEnrolledAndInItsCooldown()
    {
        await using var stores = await backend.OpenAsync();
        Assert.True((await stores.Admission.DecideAsync(Notices.Request(1), default)).Admitted);
        Assert.Equal(1, await stores.Retention.ExpireAsync(Notices.Record(1).DecidedMs + 1, 10, default));
        Assert.Empty(await stores.Ledger.ListAsync(Notices.Record(1).Household, default));
        Assert.Equal(1, await stores.Admission.EnrolledAsync("test", default));
        Assert.Equal(Domain.Admission.RefusalReason.Cooldown, (await stores.Admission.DecideAsync(Notices.Request(1, "again"), default)).Refusal);
    }

    private static async Task PutAsync(StoreSet stores, LedgerRecord record) =>
        Assert.True(await stores.Repair.RestoreAsync(new JournalEntry(record, 0, 0), null, default));

    private static async Task<IEnumerable<string>> IdsAsync(StoreSet stores, string? isp) =>
        (await stores.Ledger.ListAsync(isp, long.MinValue, long.MaxValue, 100, null, default)).Records.Select(r => r.NoticeId);
}
