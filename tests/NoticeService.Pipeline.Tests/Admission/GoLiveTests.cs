using NoticeService.Domain.Admission;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.Tests.Admission;

/// <summary>The go-live gate: while it is shut every cohort is a shadow cohort.</summary>
public sealed class GoLiveTests() : AdmissionScene(goLiveIsEnforced: true)
{
    private static readonly Verdict Crowded = Open(Culprit.Interconnect, 0.8);

    [Fact]
    public async Task NewInstallation_DecidesAndRecordsAsAShadowCohort_AndSendsNothing()
    {
        var player = Play("s1", 0.3);
        await AskAsync(Crowded);
        Assert.Empty(player.Received);
        var record = Assert.Single(await RecordsAsync());
        Assert.Equal((true, NoticeState.Withheld, "v1"), (record.Shadow, record.State, record.VerdictId));
        Assert.DoesNotContain(Metrics.NoticesSent, s => s.Value > 0);

        // The cooldown runs as it would have.
        await OrderAsync(GoLiveBasis.Override);
        Clock.Advance(2_000);
        await AskAsync(Crowded);
        Assert.Empty(player.Received);
        Assert.Single(await RecordsAsync());
    }

    [Fact]
    public async Task Overridden_Sends_AndRevoked_SendsNoMore()
    {
        await OrderAsync(GoLiveBasis.Override);
        var first = Play("s1", 0.3);
        await AskAsync(Crowded);
        Assert.Single(first.Received);
        Assert.False(Assert.Single(await RecordsAsync()).Shadow);

        await OrderAsync(GoLiveBasis.Revocation);
        var second = Play("s2", 0.3);
        await AskAsync(Crowded);
        Assert.Empty(second.Received);
        Assert.True((await RecordsAsync()).Single(r => r.SessionId == "s2").Shadow);
    }

    [Fact]
    public async Task ShutBetweenTheDecisionAndTheWrite_NothingIsWritten_AndTheRecordSaysFailed()
    {
        await OrderAsync(GoLiveBasis.Override);
        var player = Play("s1", 0.3);
        player.BeforeWrite = () =>
        {
            OrderAsync(GoLiveBasis.Revocation).GetAwaiter().GetResult();
            Suspensions.RoundAsync(CancellationToken.None).GetAwaiter().GetResult();
        };
        await AskAsync(Crowded);
        Assert.Empty(player.Received);
        var record = Assert.Single(await RecordsAsync());
        Assert.Equal((false, NoticeState.Failed), (record.Shadow, record.State));
    }

    private Task<long> OrderAsync(GoLiveBasis basis) => Memory.OrderGoLiveAsync(
        new OperatorOrder(OrderKind.Override, Clock.NowMs, "ann", "golive", "a trial"), new GoLiveOrder(basis, "ann", "a trial", Clock.NowMs), CancellationToken.None);
}
