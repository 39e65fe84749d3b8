using NoticeService.Domain.Cells;
using NoticeService.Domain.Disputes;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Admission;
using NoticeService.Pipeline.Evaluation;
using NoticeService.Pipeline.Ports;
using NoticeService.TestKit.Contracts;

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

        await Store.SuspendAsync(Orders.Suspend("isp:verizon", "a letter", "counsel", Clock.NowMs), CancellationToken.None);
        Play("s3", 0.3);
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Equal(1, Metrics.Refusals["suspended"]);
        Assert.Equal(0, Store.Decisions);
    }

    [Theory]
    [InlineData(Culprit.Isp, "named:verizon", true)]
    [InlineData(Culprit.Interconnect, "verdict:v1", true)]
    [InlineData(Culprit.Path, "named:verizon", false)]
    [InlineData(Culprit.Isp, "verdict:v2", false)]
    public async Task Disputed_IsRefusedWithoutAskingTheStore_AndAdmittedAfterThePause(Culprit culprit, string scope, bool refused)
    {
        var dispute = new Dispute { Id = "d1", Isp = "verizon", VerdictId = "v1", Statement = "It is not so.", OpenedBy = "noc", OpenedMs = Clock.NowMs };
        var pause = new Suspension(scope, "dispute d1", "noc", Clock.NowMs, Clock.NowMs + 60_000);
        Assert.True(await Memory.WriteAsync(0, dispute, pause, null, new OperatorOrder(OrderKind.Dispute, Clock.NowMs, "noc", scope, "It is not so."), CancellationToken.None));
        var player = Play("s1", 0.3);
        await AskAsync(Open(culprit, 0.5));
        Assert.Equal((refused ? 0 : 1, refused ? 0 : 1), (player.Received.Count, Store.Decisions));
        Assert.Equal(refused, Metrics.Refusals.ContainsKey("disputed"));

        // Nobody answers it: it ends by itself.
        Clock.Advance(60_000);
        Sample(player.Session!, 0.3);
        await AskAsync(Open(culprit, 0.5));
        Assert.Single(player.Received);
    }

    [Fact]
    public async Task Pacing_LeavesNoRoomForTheRest_AndTheStoreIsNotAskedForEachOfThem()
    {
        await ConfigureAsync(Configuration("\"percentage\": 100", perSecond: 1, burst: 0));
        var players = Enumerable.Range(0, 1_000).Select(i => Play($"s{i}", 0.3)).ToList();
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Equal(1, players.Count(p => p.Received.Count > 0));

        // A lease, the one decision that it was for, and a lease that was not given.
        Assert.Equal((2, 1), (Store.Leases, Store.Decisions));
        Assert.True(Metrics.Refusals["isp_pacing"] > 0);

        Clock.Advance(1_000);
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Equal(2, players.Count(p => p.Received.Count > 0));
        Assert.Equal((4, 2), (Store.Leases, Store.Decisions));
    }

    [Fact]
    public async Task Pacing_IsLeasedInBatches_AndWhatARefusalLeavesIsUsedForOthers()
    {
        // A lease lives half a second, in which the rate gives 25; the burst is 51, of which the life of the leases takes 25.
        var players = Enumerable.Range(0, 100).Select(i => Play($"s{i}", 0.3, household: $"home {i / 2}")).ToList();
        await AskAsync(Open(Culprit.Isp, 0.5));

        // Of two sessions of a home one is in its cooldown, and uses nothing up.
        Assert.Equal(26, players.Count(p => p.Received.Count > 0));
        Assert.InRange(Store.Leases, 2, 4);
        Assert.InRange(Store.Decisions, 26, 52);
    }

    [Fact]
    public async Task Pacing_LeaseThatLapsesOnItsWay_SendsNothing()
    {
        var player = Play("s1", 0.3);
        Store.BeforeLease = () => Clock.Advance(500);
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Empty(player.Received);
        Assert.Equal((1, 0), (Store.Leases, Store.Decisions));
    }

    [Theory]
    [InlineData("\"percentage\": 100", "", 1)]
    [InlineData("\"percentage\": 100, \"ends\": \"2014-06-04\"", "", 0)]
    [InlineData("\"percentage\": 100", "cohort:cohort-a", 0)]
    [InlineData("\"percentage\": 100", "isp:verizon", 0)]
    [InlineData("\"percentage\": 100", "all", 0)]
    public async Task FileChangedBetweenDecisionAndWrite_SilenceOrTheEndOfTheCampaign_IsNotShown(string cohort, string suspended, int shown)
    {
        var player = Play("s1", 0.3);
        var suspension = suspended.Length == 0 ? "" : $$"""{ "scope": "{{suspended}}", "reason": "a letter", "operator": "counsel" }""";
        var changed = Configuration(cohort, 49, 50).TrimEnd()[..^1] + $$""", "suspensions": [{{suspension}}] }""";
        player.BeforeWrite = () => ConfigureAsync(changed).GetAwaiter().GetResult();
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Equal(shown, player.Received.Count);
        Assert.Equal(shown == 1 ? NoticeState.Sent : NoticeState.Failed, Assert.Single(await RecordsAsync()).State);
    }

    [Fact]
    public async Task SeveralCohorts_TheFirstOfTheFileHasTheUser_AndWhoeverWasEnrolledBeforeStaysWhereHeWas()
    {
        await ConfigureAsync(TwoCohorts(first: 0, second: 100));
        Play("s1", 0.3);
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Equal("second", Assert.Single(await RecordsAsync()).Cohort);

        // Now the first would have them all: the new user goes there, the old one stays, in his arm.
        await ConfigureAsync(TwoCohorts(first: 100, second: 100, holdout: 1));
        Clock.Advance((long)TimeSpan.FromHours(25).TotalMilliseconds);
        var (old, young) = (Play("s2", 0.3, household: "s1"), Play("s3", 0.3));
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Equal(1, Metrics.Refusals["enrolled_elsewhere"]);
        await AskAsync(Open(Culprit.Isp, 0.5));

        Assert.Equal(["first", "second", "second"], (await RecordsAsync()).Select(r => r.Cohort).Order(StringComparer.Ordinal));
        Assert.All((await RecordsAsync()).Where(r => r.Cohort == "second"), r => Assert.False(r.Holdout));
        Assert.Single(old.Received);
        Assert.Empty(young.Received);

        // And when his cohort takes nobody any more, nobody else does.
        await ConfigureAsync(TwoCohorts(first: 100, second: 0));
        Clock.Advance((long)TimeSpan.FromHours(25).TotalMilliseconds);
        var again = Play("s4", 0.3, household: "s1");
        await AskAsync(Open(Culprit.Isp, 0.5));
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Empty(again.Received);
        Assert.Equal(3, (await RecordsAsync()).Count);
        Assert.Equal(3, Metrics.Refusals["enrolled_elsewhere"]);
    }

    private static string TwoCohorts(int first, int second, int holdout = 0) => Configuration("\"percentage\": 100", 50, 50).Replace(
        """[{ "name": "cohort-a", "enabled": true, "percentage": 100, "hard_cap": 100000 }]""",
        $$"""
        [
          { "name": "first", "percentage": {{first}}, "holdout_share": {{holdout}} },
          { "name": "second", "percentage": {{second}}, "holdout_share": {{holdout}} }
        ]
        """,
        StringComparison.Ordinal);

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
                Store.SuspendAsync(Orders.Suspend("isp:verizon", "a letter", "counsel", Clock.NowMs), CancellationToken.None).GetAwaiter().GetResult();
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
