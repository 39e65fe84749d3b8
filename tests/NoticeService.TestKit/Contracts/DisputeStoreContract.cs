using NoticeService.Domain.Admission;
using NoticeService.Domain.Disputes;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Ports;
using Xunit;

namespace NoticeService.TestKit.Contracts;

/// <summary>What every store of disputes does, and what their pauses do to admission.</summary>
public abstract class DisputeStoreContract(IStoreBackend backend)
{
    private const string Verdict = "interconnect.verizon.cogent.20140605T200010Z";

    private static readonly OperatorOrder Opening = new(OrderKind.Dispute, 1_401_998_400_001, "noc", $"isp:verizon verdict:{Verdict}", "not \"so\"", Call: "first");
    private static readonly OperatorOrder Answer = new(OrderKind.Resolve, 1_401_998_400_002, "counsel", "dispute:d1 rejected", "it was so", Call: "second");

    private static readonly Dispute Open = new()
    {
        Id = "d1", Isp = "verizon", VerdictId = Verdict, Statement = "not \"so\" «ü»", OpenedBy = "noc", OpenedMs = 1_401_998_400_001,
        PauseScope = PauseRule.ScopeOfVerdict(Verdict), PauseUntilMs = 1_402_084_800_001,
    };

    private static readonly Dispute Rejected = Open with { State = DisputeState.Rejected, ResolvedBy = "counsel", ResolvedMs = 1_401_998_400_002, Resolution = "it was so" };

    [Fact]
    public async Task Write_IsReadBack_ChangedByTheNextOne_AndBothStandInTheAuditLog()
    {
        await using var stores = await backend.OpenAsync();
        var empty = await stores.Disputes.ListAsync(default);
        Assert.Equal(0, empty.Epoch);
        Assert.Empty(empty.Disputes);

        Assert.True(await stores.Disputes.WriteAsync(0, Open, null, null, Opening, default));
        var opened = await stores.Disputes.ListAsync(default);
        Assert.Equal([Open], opened.Disputes);
        Assert.True(opened.Epoch > 0);
        Assert.Equal(opened.Epoch, (await stores.Admission.ListSuspensionsAsync(default)).Epoch);

        Assert.True(await stores.Disputes.WriteAsync(opened.Epoch, Rejected, null, null, Answer, default));
        var resolved = await stores.Disputes.ListAsync(default);
        Assert.Equal([Rejected], resolved.Disputes);
        Assert.True(resolved.Epoch > opened.Epoch);
        Assert.Equal([Answer, Opening], (await stores.Audit.ListAsync(0, long.MaxValue, 10, null, default)).Select(o => o.Order));
    }

    [Fact]
    public async Task Write_AfterAnotherOrder_ChangesNothing()
    {
        await using var stores = await backend.OpenAsync();
        var before = await stores.Disputes.ListAsync(default);
        await stores.Admission.SuspendAsync(Orders.Suspend("isp:a", "why", "who", 1), default);
        Assert.False(await stores.Disputes.WriteAsync(before.Epoch, Open, await PauseAsync(stores, "verdict:v"), null, Opening, default));
        Assert.Empty((await stores.Disputes.ListAsync(default)).Disputes);
        Assert.Equal("isp:a", Assert.Single((await stores.Admission.ListSuspensionsAsync(default)).Suspensions).Scope);
        Assert.Single(await stores.Audit.ListAsync(0, long.MaxValue, 10, null, default));
    }

    [Fact]
    public async Task Write_ManyAtOnceUnderOneEpoch_OneIsWritten()
    {
        await using var stores = await backend.OpenAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => stores.Disputes.WriteAsync(0, Open with { Id = $"d{i}" }, null, null, Opening, default)));
        Assert.Single(answers, written => written);
        Assert.Single((await stores.Disputes.ListAsync(default)).Disputes);
    }

    [Theory]
    [InlineData("verdict:" + Verdict, Culprit.Interconnect, true)]
    [InlineData("named:verizon", Culprit.Interconnect, true)]
    [InlineData("named:verizon", Culprit.Isp, true)]
    [InlineData("named:verizon", Culprit.Path, false)]
    [InlineData("verdict:" + Verdict, Culprit.Home, false)]
    [InlineData("verdict:another", Culprit.Interconnect, false)]
    [InlineData("named:comcast", Culprit.Interconnect, false)]
    public async Task Decide_WhilePaused_IsRefusedWhenItNamesTheIsp_AndAdmittedOnceThePauseIsLifted(string scope, Culprit culprit, bool refused)
    {
        await using var stores = await backend.OpenAsync();
        var request = Notices.Request(Notices.Record(1) with { Culprit = culprit });
        var pause = await PauseAsync(stores, scope);
        Assert.True(await stores.Disputes.WriteAsync(0, Open, pause, null, Opening, default));
        Assert.Equal([pause], (await stores.Admission.ListSuspensionsAsync(default)).Suspensions);
        Assert.Equal(refused ? RefusalReason.Disputed : RefusalReason.None, (await stores.Admission.DecideAsync(request, default)).Refusal);
        if (refused)
        {
            Assert.Null(await stores.Ledger.FindAsync("n1", default));
            Assert.Equal(0, await stores.Admission.EnrolledAsync("test", default));
            Assert.True(await stores.Disputes.WriteAsync((await stores.Disputes.ListAsync(default)).Epoch, Rejected, null, scope, Answer, default));
            Assert.Empty((await stores.Admission.ListSuspensionsAsync(default)).Suspensions);
            Assert.True((await stores.Admission.DecideAsync(request, default)).Admitted);
        }
    }

    [Fact]
    public async Task Decide_AfterThePauseHasEnded_IsAdmitted_WithoutAnOrder()
    {
        await using var stores = await backend.OpenAsync();
        var pause = await PauseAsync(stores, "verdict:" + Verdict, forMs: 400);
        Assert.True(await stores.Disputes.WriteAsync(0, Open, pause, null, Opening, default));
        Assert.Equal(RefusalReason.Disputed, (await stores.Admission.DecideAsync(Notices.Request(1), default)).Refusal);
        await stores.PassAsync(TimeSpan.FromMilliseconds(401));
        Assert.Empty((await stores.Admission.ListSuspensionsAsync(default)).Suspensions);
        Assert.True((await stores.Admission.DecideAsync(Notices.Request(1), default)).Admitted);
    }

    [Fact]
    public async Task Decide_InAnotherCohortsArm_IsStillToldWhere()
    {
        // The pauses stand before the names of the other cohorts among what the store is told.
        await using var stores = await backend.OpenAsync();
        await stores.Admission.DecideAsync(Notices.Request(Notices.Record(1, cohort: "second")) with { Cooldown = TimeSpan.Zero }, default);
        var elsewhere = await stores.Admission.DecideAsync(
            Notices.Request(Notices.Record(1, "n2", cohort: "first") with { Culprit = Culprit.Path }) with { Cooldown = TimeSpan.Zero, OtherCohorts = ["third", "second"] }, default);
        Assert.Equal(("second", false), (elsewhere.Enrolment!.Cohort, elsewhere.Enrolment.Holdout));
    }

    [Fact]
    public async Task RestoreSuspensions_OnAStoreThatForgot_PutsThePauseBackWithItsEnd()
    {
        await using var before = await backend.OpenAsync();
        var pause = await PauseAsync(before, "verdict:" + Verdict);
        await before.Disputes.WriteAsync(0, Open, pause, null, Opening, default);
        await using var after = await backend.OpenAsync();
        await after.Admission.RestoreSuspensionsAsync(await before.Admission.ListSuspensionsAsync(default), default);
        Assert.Equal([pause], (await after.Admission.ListSuspensionsAsync(default)).Suspensions);
        Assert.Equal(RefusalReason.Disputed, (await after.Admission.DecideAsync(Notices.Request(1), default)).Refusal);
    }

    // By the store's clock, which a test cannot set.
    private static async Task<Suspension> PauseAsync(StoreSet stores, string scope, long forMs = 3_600_000)
    {
        var nowMs = (await stores.Admission.ListSuspensionsAsync(default)).AtMs;
        return new Suspension(scope, "dispute d1", "noc", nowMs, nowMs + forMs);
    }
}
