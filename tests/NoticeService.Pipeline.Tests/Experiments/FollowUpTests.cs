using NoticeService.Domain.Cells;
using NoticeService.Domain.Experiments;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Experiments;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Sessions;
using NoticeService.Pipeline.Tests.Admission;

namespace NoticeService.Pipeline.Tests.Experiments;

/// <summary>What becomes of a session after a decision, from the gate to the store of outcomes.</summary>
public sealed class FollowUpTests : AdmissionScene
{
    private const long DayMs = 86_400_000;

    [Theory]
    [InlineData(0, true, true)]
    [InlineData(1, true, true)]
    [InlineData(0, false, false)]
    [InlineData(1, false, false)]
    public async Task Delivered_InBothArms_WhenItCouldBeWritten(int holdout, bool there, bool delivered)
    {
        var (player, record) = await DecideAsync(holdout, there);
        Assert.Equal(holdout == 1, record.Holdout);
        Assert.Equal(there && holdout == 0 ? 1 : 0, player.Received.Count);
        End(player, SessionEnd.Ended);
        await FollowUpLoop.RoundAsync(CancellationToken.None);
        var outcome = await OutcomeAsync(record);
        Assert.Equal(delivered, outcome!.DeliveredMs == Clock.NowMs);
        Assert.Equal(LegEnd.Viewer, outcome.Last!.Value.End);
        Assert.Equal(0, FollowUpMetrics.Followed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task VerdictClosed_BetweenTheDecisionAndTheTurn_NeitherArmIsDelivered(int holdout)
    {
        var turn = new TaskCompletionSource();
        var (player, record) = await DecideAsync(holdout, turn: turn.Task);
        Feed.Set(View());
        turn.SetResult();
        End(player, SessionEnd.Ended);
        await FollowUpLoop.RoundAsync(CancellationToken.None);
        Assert.Null((await OutcomeAsync(record))!.DeliveredMs);
        Assert.Empty(player.Received);
        Assert.Equal(0, FollowUpMetrics.Followed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Delivery_KnownAfterTheEndWasConfirmed_IsWrittenStill(int holdout)
    {
        var turn = new TaskCompletionSource();
        var (player, record) = await DecideAsync(holdout, turn: turn.Task);
        End(player, SessionEnd.Ended);
        await FollowUpLoop.RoundAsync(CancellationToken.None);
        var before = await OutcomeAsync(record);
        Assert.Equal((null, LegEnd.Viewer), (before!.DeliveredMs, before.Last!.Value.End));
        Assert.Equal(1, FollowUpMetrics.Followed);

        // Nothing is written while nothing is new.
        await FollowUpLoop.RoundAsync(CancellationToken.None);
        Assert.Equal(1, Outcomes.Confirmed);
        turn.SetResult();
        await FollowUpLoop.RoundAsync(CancellationToken.None);
        Assert.NotNull((await OutcomeAsync(record))!.DeliveredMs);
        Assert.Equal(0, FollowUpMetrics.Followed);
    }

    [Fact]
    public async Task Shadow_IsNotFollowed()
    {
        await ConfigureAsync(Configuration("\"percentage\": 100, \"shadow\": true", 50, 50));
        var player = Play("s1", 0.3);
        await AskAsync(Open(Culprit.Isp, 0.5));
        End(player, SessionEnd.Ended);
        await FollowUpLoop.RoundAsync(CancellationToken.None);
        var record = Assert.Single(await RecordsAsync());
        Assert.True(record.Shadow);
        Assert.Null(await OutcomeAsync(record));
    }

    [Fact]
    public async Task Samples_AfterTheDecision_AreCounted_NotThoseBefore()
    {
        var (player, record) = await DecideAsync(0, starvedBeforeMs: 9_000);
        for (var i = 0; i < 6; i++)
        {
            Clock.Advance(Window.LengthMs);
            Sample(player.Session!, 0.3, starvedMs: i is 1 or 4 ? 2_000 : 0);
        }

        End(player, SessionEnd.Ended);
        await FollowUpLoop.RoundAsync(CancellationToken.None);
        var leg = Assert.Single((await OutcomeAsync(record))!.Legs).Value;
        Assert.Equal(new SessionLeg(LegEnd.Viewer, Clock.NowMs, 60_000, 4_000, 2), leg);
    }

    [Theory]
    [InlineData(SessionEnd.Ended, LegEnd.Viewer)]
    [InlineData(SessionEnd.Broken, LegEnd.Broken)]
    [InlineData(SessionEnd.Idle, LegEnd.Idle)]
    [InlineData(SessionEnd.Replaced, LegEnd.Replaced)]
    [InlineData(SessionEnd.Drained, LegEnd.Drained)]
    public async Task End_OfEachKind_IsWrittenAsWhatItWas(SessionEnd end, LegEnd expected)
    {
        var (player, record) = await DecideAsync(0);
        End(player, end);
        await FollowUpLoop.RoundAsync(CancellationToken.None);
        Assert.Equal(expected, (await OutcomeAsync(record))!.Last!.Value.End);
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    public async Task SessionThatGoesOn_IsWrittenOnce_WhenTheTimeToAbandonItIsOver(long afterMs, bool written)
    {
        var (_, record) = await DecideAsync(0);
        Clock.Advance(300_000 + record.DecidedMs - Clock.NowMs + afterMs);
        await FollowUpLoop.RoundAsync(CancellationToken.None);
        Assert.Equal(written, (await OutcomeAsync(record))!.IsKnown);
        Clock.Advance(60_000);
        await FollowUpLoop.RoundAsync(CancellationToken.None);
        var confirmed = Outcomes.Confirmed;
        Clock.Advance(60_000);
        await FollowUpLoop.RoundAsync(CancellationToken.None);
        Assert.Equal(confirmed, Outcomes.Confirmed);
        Assert.Equal(LegEnd.GoesOn, (await OutcomeAsync(record))!.Last!.Value.End);
        Assert.Equal(1, FollowUpMetrics.Followed);
    }

    [Theory]
    [InlineData("s1", 1, true)]
    [InlineData("s1", 7 * DayMs, true)]
    [InlineData("s1", 7 * DayMs + 1, false)]
    [InlineData("somebody", 1, false)]
    public async Task AnotherSession_OfTheSameHousehold_IsAReturnWithinSevenDays(string household, long afterMs, bool returned)
    {
        var (player, record) = await DecideAsync(0);
        End(player, SessionEnd.Ended);
        await FollowUpLoop.RoundAsync(CancellationToken.None);
        Clock.Advance(afterMs);
        Play("s2", 1, household: household);
        await FollowUpLoop.RoundAsync(CancellationToken.None);
        Assert.Equal(returned, (await OutcomeAsync(record))!.Returned);
    }

    [Fact]
    public async Task AnotherSession_AlongsideTheOneThatWasTold_IsNoReturn()
    {
        var (player, record) = await DecideAsync(0);
        Clock.Advance(10_000);
        Play("s2", 1, household: "s1");
        Clock.Advance(10_000);
        End(player, SessionEnd.Ended);
        await FollowUpLoop.RoundAsync(CancellationToken.None);
        Assert.False((await OutcomeAsync(record))!.Returned);
    }

    [Fact]
    public async Task TheSameSession_OnALaterStream_GoesOnInALegOfItsOwn()
    {
        var (player, record) = await DecideAsync(0);
        Clock.Advance(10_000);
        End(player, SessionEnd.Broken);
        await FollowUpLoop.RoundAsync(CancellationToken.None);
        Clock.Advance(2_000);
        var again = Play("s1", 0.3);
        await FollowUpLoop.RoundAsync(CancellationToken.None);
        Clock.Advance(10_000);
        Sample(again.Session!, 0.3);
        End(again, SessionEnd.Ended);
        await FollowUpLoop.RoundAsync(CancellationToken.None);
        var outcome = (await OutcomeAsync(record))!;
        Assert.Equal(2, outcome.Legs.Count);
        Assert.Equal((LegEnd.Viewer, Clock.NowMs), (outcome.Last!.Value.End, outcome.EndedMs));
        Assert.False(outcome.Returned);
        Assert.Equal(0, FollowUpMetrics.Followed);
    }

    [Fact]
    public async Task Store_ThatLosesItsAnswers_IsToldAgain_AndNothingIsCountedTwice()
    {
        var (player, record) = await DecideAsync(0);
        Clock.Advance(10_000);
        Sample(player.Session!, 0.3, starvedMs: 500);
        End(player, SessionEnd.Ended);
        Outcomes.LoseAnswers = 2;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => FollowUpLoop.RoundAsync(CancellationToken.None));
        Clock.Advance(60_000);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => FollowUpLoop.RoundAsync(CancellationToken.None));
        await FollowUpLoop.RoundAsync(CancellationToken.None);
        Assert.Equal(1, Assert.Single((await OutcomeAsync(record))!.Legs).Value.Stalls);
        Assert.Equal((0, 1), (FollowUpMetrics.Followed, Outcomes.Confirmed));
    }

    [Fact]
    public async Task Return_WhileTheStoreLosesItsAnswer_IsToldAgain()
    {
        var (player, record) = await DecideAsync(0);
        End(player, SessionEnd.Ended);
        await FollowUpLoop.RoundAsync(CancellationToken.None);
        Clock.Advance(60_000);
        Play("s2", 1, household: "s1");
        Outcomes.LoseAnswers = 1;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => FollowUpLoop.RoundAsync(CancellationToken.None));
        await FollowUpLoop.RoundAsync(CancellationToken.None);
        Assert.True((await OutcomeAsync(record))!.Returned);
        Assert.Equal(2, Outcomes.Confirmed);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(0, 0)]
    public async Task AsManyAsMayBeFollowed_OneMoreIsCountedAsLost_InEitherArm_AndToldAllTheSame(int holdout, int room)
    {
        FollowUpMetrics.Over(-(NoticeService.Pipeline.Experiments.FollowUps.MaxFollowed - room));
        var (player, record) = await DecideAsync(holdout);
        Assert.Equal(1 - holdout, player.Received.Count);
        End(player, SessionEnd.Ended);
        await FollowUpLoop.RoundAsync(CancellationToken.None);
        Assert.Equal(room, (await OutcomeAsync(record)) is null ? 0 : 1);
        Assert.Equal(1 - room, FollowUpMetrics.LostBy(FollowUpLoss.TooManyFollowed));
    }

    // One of each cooldown for a day: the ninth is not followed, and that is told.
    [Fact]
    public async Task MoreNoticesThanAreFollowedOfOneSession_AreCountedAsLost()
    {
        var (player, record) = await DecideAsync(0);
        for (var i = 0; i < 9; i++)
        {
            FollowUps.Begin(player.Session!, record with { NoticeId = $"n{i}" });
        }

        Assert.Equal(2, FollowUpMetrics.LostBy(FollowUpLoss.TooManyNotices));
        FollowUps.Begin(player.Session!, record);
        Assert.Equal(2, FollowUpMetrics.LostBy(FollowUpLoss.TooManyNotices));
    }

    [Fact]
    public async Task Stop_WhileTheStoreIsOut_CountsWhatIsLost()
    {
        var (player, _) = await DecideAsync(0);
        await FollowUpLoop.StartAsync(CancellationToken.None);
        End(player, SessionEnd.Drained);
        Outcomes.LoseAnswers = 1;
        await FollowUpLoop.StopAsync(CancellationToken.None);
        Assert.Equal(1, FollowUpMetrics.LostBy(FollowUpLoss.NotWrittenAtStop));
    }

    [Fact]
    public async Task Stop_WritesHowTheDrainedSessionsEnded()
    {
        var (player, record) = await DecideAsync(0);
        await FollowUpLoop.StartAsync(CancellationToken.None);
        End(player, SessionEnd.Drained);
        await FollowUpLoop.StopAsync(CancellationToken.None);
        Assert.Equal(LegEnd.Drained, (await OutcomeAsync(record))!.Last!.Value.End);
        Assert.Equal(0, FollowUpMetrics.LostBy(FollowUpLoss.NotWrittenAtStop));
    }

    // One household in the arm asked for, and its decision.
    private async Task<(Player Player, LedgerRecord Record)> DecideAsync(int holdout, bool there = true, Task? turn = null, long starvedBeforeMs = 0)
    {
        await ConfigureAsync(Configuration($"\"percentage\": 100, \"holdout_share\": {holdout}", 50, 50));
        var player = Play("s1", 0.3, there: there);
        player.Turn = turn ?? Task.CompletedTask;
        Clock.Advance(1_000);
        Sample(player.Session!, 0.3, starvedMs: starvedBeforeMs);
        await AskAsync(Open(Culprit.Isp, 0.5));
        return (player, Assert.Single(await RecordsAsync()));
    }

    private async Task<NoticeOutcome?> OutcomeAsync(LedgerRecord record) => (await Outcomes.FindAsync([record.NoticeId], CancellationToken.None))[0];
}
