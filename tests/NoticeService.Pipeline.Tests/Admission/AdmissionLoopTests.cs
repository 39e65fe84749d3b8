using NoticeService.Domain.Cells;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Admission;
using NoticeService.Pipeline.Evaluation;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.Tests.Admission;

/// <summary>From a verdict to a notice on the screen and its record.</summary>
public sealed class AdmissionLoopTests : AdmissionScene
{
    [Fact]
    public async Task SufferingSessionUnderAnOpenVerdict_IsToldOnce_AndTheLedgerHasItFirst()
    {
        var player = Play("s1", 0.3);
        Store.BeforeAnswer = () => Assert.Empty(player.Received);
        await AskAsync(Open(Culprit.Interconnect, 0.8));

        var notice = Assert.Single(player.Received);
        Assert.Equal("The path we have chosen to reach Verizon's network is crowded right now.", notice.Text);
        var record = await Ledger.FindAsync(notice.NoticeId, CancellationToken.None);
        Assert.NotNull(record);
        Assert.Equal((NoticeState.Sent, "v1", "verizon", "cohort-a"), (record.State, record.VerdictId, record.Isp, record.Cohort));

        Clock.Advance(2_000);
        await AskAsync(Open(Culprit.Interconnect, 0.8));
        Assert.Single(player.Received);
    }

    [Fact]
    public async Task SessionThatIsWell_IsToldNothing()
    {
        var player = Play("s1", 0.9);
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Empty(player.Received);
        Assert.Empty(Metrics.Refusals);
    }

    [Fact]
    public async Task TwoVerdictsFit_TheLargerDropSpeaks()
    {
        var player = Play("s1", 0.3);
        await AskAsync(Open(Culprit.Isp, 0.4, "v1"), Open(Culprit.Interconnect, 0.6, "v2"));
        Assert.Contains("path we have chosen", Assert.Single(player.Received).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task VerdictElsewhere_SuspectedOrUndetermined_SaysNothing()
    {
        var player = Play("s1", 0.3);
        await AskAsync(
            Open(Culprit.Isp, 0.5, "v1") with { Metros = ["chi"] },
            Open(Culprit.Isp, 0.5, "v2") with { State = VerdictState.Suspected },
            Open(Culprit.Undetermined, 0.5, "v3") with { Isp = "comcast" });
        Assert.Empty(player.Received);
        await AskAsync(Open(Culprit.Undetermined, 0.5));
        Assert.Empty(player.Received);
        Assert.Equal(1, Metrics.Refusals["no_text"]);
    }

    [Fact]
    public async Task StaleFeed_SaysNothing_EvenWithAnOpenVerdict()
    {
        var player = Play("s1", 0.3);
        var view = View(Open(Culprit.Isp, 0.5));
        Feed.Set(new FeedView(view.Feed with { Window = Window.At(Clock.NowMs - FeedView.FreshForMs) + -2 }));
        await Suspensions.RoundAsync(CancellationToken.None);
        await Loop.RoundAsync(CancellationToken.None);
        Assert.Empty(player.Received);
        Assert.Equal(0, Store.Decisions);
    }

    [Fact]
    public async Task HoldoutAndShadow_AreRecordedAsWithheld_AndShownNothing()
    {
        await ConfigureAsync(Configuration("\"percentage\": 100, \"holdout_share\": 1", 50, 50));
        var player = Play("s1", 0.3);
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Empty(player.Received);
        var record = Assert.Single((await Ledger.ListAsync(null, 0, long.MaxValue, 10, null, CancellationToken.None)).Records);
        Assert.Equal((NoticeState.Withheld, true), (record.State, record.Holdout));
        Assert.Equal(NoticeState.Withheld, Assert.Single(Recent.Current).State);
    }

    [Fact]
    public async Task NotInTheCohort_CannotShow_OrSuspended_IsRefusedByReason_WithoutAskingTheStore()
    {
        await ConfigureAsync(Configuration("\"percentage\": 0", 50, 50));
        Play("s1", 0.3);
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Equal(1, Metrics.Refusals["not_in_cohort"]);

        await ConfigureAsync(Configuration("\"percentage\": 100", 50, 50));
        Play("s2", 0.3, canShow: false);
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Equal(1, Metrics.Refusals["cannot_show"]);

        await Store.SuspendAsync(new Suspension("isp:verizon", "a letter", "counsel", Clock.NowMs), CancellationToken.None);
        Play("s3", 0.3);
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Equal(1, Metrics.Refusals["suspended"]);
        Assert.Equal(0, Store.Decisions);
    }

    [Fact]
    public async Task Pacing_LeavesNoRoomForTheRest_AndTheStoreIsNotAskedForEachOfThem()
    {
        await ConfigureAsync(Configuration("\"percentage\": 100", perSecond: 1, burst: 0));
        var players = Enumerable.Range(0, 1_000).Select(i => Play($"s{i}", 0.3)).ToList();
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Equal(1, players.Count(p => p.Received.Count > 0));

        // Only those that were under way when the first refusal came.
        Assert.InRange(Store.Decisions, 2, 100);

        Clock.Advance(1_000);
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Equal(2, players.Count(p => p.Received.Count > 0));
    }

    [Fact]
    public async Task UnconfirmedDecision_SendsNothing_AndAskingAgainFindsTheSameRecord()
    {
        var player = Play("s1", 0.3);
        Store.LoseAnswers = 1;
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Empty(player.Received);
        Assert.Equal(1, Metrics.Refusals["store_unavailable"]);

        Clock.Advance(2_000);
        await AskAsync(Open(Culprit.Isp, 0.5));
        var sent = Assert.Single(player.Received);
        Assert.Equal(sent.NoticeId, Assert.Single((await Ledger.ListAsync(null, 0, long.MaxValue, 10, null, CancellationToken.None)).Records).NoticeId);
    }

    [Fact]
    public async Task UnconfirmedDecision_WhenAnotherSentenceIsDue_IsGivenUpAndSettled()
    {
        var player = Play("s1", 0.3);
        Store.LoseAnswers = 1;
        await AskAsync(Open(Culprit.Isp, 0.5));
        var first = Assert.Single(await RecordsAsync());

        // The first was committed, so that its cooldown holds: the second sentence is not said, and the first is not left open.
        Clock.Advance(2_000);
        await AskAsync(Open(Culprit.Interconnect, 0.5));
        Assert.Empty(player.Received);
        Assert.Equal(1, Metrics.Refusals["cooldown"]);
        var only = Assert.Single(await RecordsAsync());
        Assert.Equal((first.NoticeId, NoticeState.Failed), (only.NoticeId, only.State));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SilencedBetweenDecisionAndWrite_IsNotShown_AndRecordedAsFailed(bool suspended)
    {
        var player = Play("s1", 0.3);
        player.BeforeWrite = () =>
        {
            if (suspended)
            {
                Store.SuspendAsync(new Suspension("isp:verizon", "a letter", "counsel", Clock.NowMs), CancellationToken.None).GetAwaiter().GetResult();
                Suspensions.RoundAsync(CancellationToken.None).GetAwaiter().GetResult();
            }
            else
            {
                Feed.Set(View());
            }
        };
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Empty(player.Received);
        Assert.Equal(NoticeState.Failed, Assert.Single(await RecordsAsync()).State);
        Assert.Empty(Metrics.NoticesSent);
    }

    [Fact]
    public async Task VerdictClosesBetweenLookAndAsking_TheStoreIsNotAsked()
    {
        await ConfigureAsync(Configuration("\"percentage\": 100", perSecond: 1, burst: 0));
        Play("s1", 0.3);
        Play("s2", 0.3);
        await AskAsync(Open(Culprit.Isp, 0.5));
        var decisions = Store.Decisions;
        Feed.Set(View());
        Clock.Advance(1_500);
        await Suspensions.RoundAsync(CancellationToken.None);
        await Loop.RoundAsync(CancellationToken.None);
        Assert.Equal(decisions, Store.Decisions);
    }

    [Fact]
    public async Task SuspensionsNotConfirmedForASecond_SendNothing()
    {
        var player = Play("s1", 0.3);
        Feed.Set(View(Open(Culprit.Isp, 0.5)));
        await Loop.RoundAsync(CancellationToken.None);
        Assert.Empty(player.Received);
        Assert.Equal(0, Store.Decisions);
    }

    [Fact]
    public async Task PlayerGone_IsRecordedAsFailed()
    {
        Play("s1", 0.3, there: false);
        await AskAsync(Open(Culprit.Isp, 0.5));
        var record = Assert.Single((await Ledger.ListAsync(null, 0, long.MaxValue, 10, null, CancellationToken.None)).Records);
        Assert.Equal(NoticeState.Failed, record.State);
        Assert.Empty(Metrics.NoticesSent);
    }
}
