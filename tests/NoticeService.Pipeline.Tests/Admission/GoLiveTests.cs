using NoticeService.Domain.Admission;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.Tests.Admission;

/// <summary>The go-live gate: while it is shut every cohort is a shadow cohort.</summary>
public sealed class GoLiveTests() : AdmissionScene(goLiveIsEnforced: true)
{
    private static readonly Verdict Crowded = Open(Culprit.Interconnect, 0.8);

    private static readonly Calibration Clean = new()
    {
        Version = Calibration.CurrentVersion,
        Fingerprint = Settings,
        FromMs = 1_600_000_000_000,
        ToMs = 1_600_000_000_000 + 120 * 86_400_000L,
        IspDays = 3_100,
        FalseAlarms = 0,
        PerThousandIspDaysAtMost = Calibration.AtMost(0, 3_100),
        BudgetPerThousandIspDays = 1,
    };

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

    // One pod was restarted with other thresholds and leads: what is calibrated here says nothing about its verdicts.
    [Theory]
    [InlineData(Settings, true)]
    [InlineData("fedcba9876543210", false)]
    [InlineData(null, false)]
    public async Task Calibrated_VerdictsOfOtherThresholds_AreInShadow_UntilSomebodyOverrides(string? judgedUnder, bool sends)
    {
        JudgedUnder = judgedUnder;
        await OrderAsync(GoLiveBasis.Calibration);
        var player = Play("s1", 0.3);
        await AskAsync(Crowded);
        Assert.Equal(sends ? 1 : 0, player.Received.Count);
        Assert.Equal(!sends, Assert.Single(await RecordsAsync()).Shadow);
        Assert.Equal(sends ? GoLiveState.Calibrated : GoLiveState.Void, GoLive.Current.State);

        await OrderAsync(GoLiveBasis.Override);
        var second = Play("s2", 0.3);
        await AskAsync(Crowded);
        Assert.Single(second.Received);
    }

    [Fact]
    public async Task Calibrated_TheLeaderChangesToOtherThresholdsBeforeTheWrite_NothingIsWritten()
    {
        await OrderAsync(GoLiveBasis.Calibration);
        var player = Play("s1", 0.3);
        player.BeforeWrite = () =>
        {
            JudgedUnder = "fedcba9876543210";
            Feed.Set(View(Crowded));
        };
        await AskAsync(Crowded);
        Assert.Empty(player.Received);
        Assert.Equal(NoticeState.Failed, Assert.Single(await RecordsAsync()).State);
    }

    private Task<long> OrderAsync(GoLiveBasis basis) => Memory.OrderGoLiveAsync(
        new OperatorOrder(OrderKind.Override, Clock.NowMs, "ann", "golive", "a trial"), Order(basis), CancellationToken.None);

    private GoLiveOrder Order(GoLiveBasis basis) => new(basis, "ann", "a trial", Clock.NowMs) { Calibration = basis == GoLiveBasis.Calibration ? Clean : null };
}
