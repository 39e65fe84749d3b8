using NoticeService.Domain.Admission;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Journal;
using NoticeService.Pipeline.Ports;
using Xunit;

namespace NoticeService.TestKit.Contracts;

/// <summary>What every store can be given back.</summary>
public abstract class LedgerRepairContract(IStoreBackend backend)
{
    private static readonly JournalPosition Somewhere = new(3, 1_234);

    [Fact]
    public async Task Mark_Confirmed_IsKeptOverRenewals()
    {
        await using var stores = await backend.OpenAsync();
        Assert.Equal(default, await stores.Repair.BeginAsync("j", "1", default));
        Assert.True(await stores.Repair.CommitAsync("j", "1", Somewhere, default));
        Assert.Equal(Somewhere, await stores.Repair.BeginAsync("j", "2", default));
        Assert.Equal(Somewhere, await stores.Repair.BeginAsync("j", "3", default));
        Assert.Equal(default, await stores.Repair.BeginAsync("other", "3", default));
    }

    // As a failover leaves it that keeps an older mark.
    [Fact]
    public async Task Mark_RenewedByAnother_IsNotConfirmed()
    {
        await using var stores = await backend.OpenAsync();
        await stores.Repair.BeginAsync("j", "1", default);
        await stores.Repair.BeginAsync("j", "2", default);
        Assert.False(await stores.Repair.CommitAsync("j", "1", Somewhere, default));
        Assert.False(await stores.Repair.CommitAsync("gone", "1", Somewhere, default));
        Assert.Equal(default, await stores.Repair.BeginAsync("j", "3", default));
    }

    [Fact]
    public async Task Restore_AForgottenRecord_IsFoundListedEnrolledAndInCooldown()
    {
        await using var stores = await backend.OpenAsync();
        var record = Notices.Record(1, "n1") with { State = NoticeState.Displayed, ReceiptMs = 1_401_998_405_000 };
        Assert.Equal([null], await stores.Repair.FindAsync(["n1"], default));
        var told = (await stores.Admission.DecideAsync(Notices.Request(9), default)).AtMicros;
        Assert.True(told > 0);
        Assert.True(await stores.Repair.RestoreAsync(new JournalEntry(record, told, Micros(TimeSpan.FromHours(24))), null, default));

        Assert.Equal([record], await stores.Repair.FindAsync(["n1"], default));
        Assert.Equal(record, Assert.Single((await stores.Ledger.ListAsync(record.Isp, 0, long.MaxValue, 10, null, default)).Records, r => r.NoticeId == "n1"));
        Assert.Equal(2, await stores.Admission.EnrolledAsync("test", default));
        var again = await stores.Admission.DecideAsync(Notices.Request(1, "again"), default);
        Assert.Equal(RefusalReason.Cooldown, again.Refusal);
        Assert.InRange(again.RetryAfter, TimeSpan.FromHours(23), TimeSpan.FromHours(24));
    }

    [Fact]
    public async Task Restore_WithACooldownThatIsOver_HoldsNobodyBack()
    {
        await using var stores = await backend.OpenAsync();
        Assert.True(await stores.Repair.RestoreAsync(new JournalEntry(Notices.Record(1), 1_000_000, 1_000_000), null, default));
        Assert.True((await stores.Admission.DecideAsync(Notices.Request(1, "again"), default)).Admitted);
    }

    [Fact]
    public async Task Restore_ALaterState_MovesOnlyWhatIsAsItWasFound()
    {
        await using var stores = await backend.OpenAsync();
        Assert.True((await stores.Admission.DecideAsync(Notices.Request(1), default)).Admitted);
        var found = Assert.Single(await stores.Repair.FindAsync(["n1"], default))!;
        var later = new JournalEntry(found with { State = NoticeState.Sent }, 0, 0);
        await stores.Ledger.AdvanceAsync("n1", NoticeState.Displayed, 5, null, default);
        Assert.False(await stores.Repair.RestoreAsync(later, found, default));
        Assert.False(await stores.Repair.RestoreAsync(later, null, default));
        Assert.Equal(NoticeState.Displayed, (await stores.Ledger.FindAsync("n1", default))!.State);

        found = Assert.Single(await stores.Repair.FindAsync(["n1"], default))!;
        Assert.True(await stores.Repair.RestoreAsync(new JournalEntry(found with { State = NoticeState.Dismissed, ReceiptMs = 9 }, 0, 0), found, default));
        Assert.Equal((NoticeState.Dismissed, 9L), ((await stores.Ledger.FindAsync("n1", default))!.State, (await stores.Ledger.FindAsync("n1", default))!.ReceiptMs!.Value));
        Assert.Single((await stores.Ledger.ListAsync(null, 0, long.MaxValue, 10, null, default)).Records);
    }

    [Fact]
    public async Task Hold_AdmitsNobody_UntilEachIsLetGoOrOver()
    {
        await using var stores = await backend.OpenAsync();
        await stores.Repair.HoldAsync("a", TimeSpan.FromMinutes(5), default);
        await stores.Repair.HoldAsync("b", TimeSpan.FromMinutes(5), default);
        Assert.Equal(RefusalReason.Reconciling, (await stores.Admission.DecideAsync(Notices.Request(1), default)).Refusal);
        await stores.Repair.LetGoAsync("a", default);
        Assert.Equal(RefusalReason.Reconciling, (await stores.Admission.DecideAsync(Notices.Request(1), default)).Refusal);
        await stores.Repair.HoldAsync("b", TimeSpan.FromMilliseconds(1), default);
        await stores.PassAsync(TimeSpan.FromMilliseconds(2));
        Assert.True((await stores.Admission.DecideAsync(Notices.Request(1), default)).Admitted);
    }

    private static long Micros(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;
}
