using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Samples;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Admission;
using NoticeService.Pipeline.Configuration;
using NoticeService.Pipeline.Delivery;
using NoticeService.Pipeline.Evaluation;
using NoticeService.Pipeline.InMemory;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Sessions;
using NoticeService.Pipeline.Telemetry;
using NoticeService.Pipeline.Windows;

namespace NoticeService.Pipeline.Tests.Admission;

/// <summary>From a verdict to a notice on the screen and its record, on a hand-cranked clock.</summary>
public sealed class AdmissionLoopTests : IDisposable
{
    private const long Top = 4_000;

    private static readonly CellKey Cell = new("verizon", "cogent", "nyc");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("notice-admission-");
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ManualTimeProvider time = new(1_700_000_000_000);
    private readonly HouseholdKey key = new(new byte[16]);
    private readonly FeedHolder feed = new();
    private readonly RecentNotices recent = new();
    private readonly InMemoryLedger ledger = new();
    private readonly FlakyStore store;
    private readonly SuspensionBoard suspensions;
    private readonly SessionDirectory sessions;
    private readonly LedgerUpdates updates;
    private readonly GateMetrics metrics;
    private readonly ConfigurationFile configuration;
    private readonly AdmissionLoop loop;
    private (CellStatus Status, double Drop)? neighbours;

    public AdmissionLoopTests()
    {
        var meters = services.GetRequiredService<IMeterFactory>();
        var guard = new LoopGuard(meters, NullLogger<LoopGuard>.Instance);
        store = new FlakyStore(new InMemoryAdmissionStore(ledger, time));
        suspensions = new SuspensionBoard(store, guard, time);
        updates = new LedgerUpdates(ledger, guard, meters, time);
        metrics = new GateMetrics(meters);
        sessions = new SessionDirectory(new HouseholdDirectory(new InMemoryNormStore()), feed, new SessionMetrics(meters), Options.Create(new SessionOptions()), time);
        var path = Path.Combine(folder.FullName, "notices.json");
        File.WriteAllText(path, Configuration("\"percentage\": 100", perSecond: 50, burst: 50));
        configuration = new ConfigurationFile(path, new ConfigurationLoader(), time, NullLogger<ConfigurationFile>.Instance, meters);
        var sender = new NoticeSender(feed, suspensions, updates, metrics, recent, time);
        loop = new AdmissionLoop(
            sessions, feed, new GatePolicySource(configuration, key), suspensions, new GatePauses(time), store, sender, key, new PodName("a"), metrics, guard, time);
    }

    [Fact]
    public async Task SufferingSessionUnderAnOpenVerdict_IsToldOnce_AndTheLedgerHasItFirst()
    {
        var player = Play("s1", 0.3);
        store.BeforeAnswer = () => Assert.Empty(player.Received);
        await AskAsync(Open(Culprit.Interconnect, 0.8));

        var notice = Assert.Single(player.Received);
        Assert.Equal("The path we have chosen to reach Verizon's network is crowded right now.", notice.Text);
        var record = await ledger.FindAsync(notice.NoticeId, CancellationToken.None);
        Assert.NotNull(record);
        Assert.Equal((NoticeState.Sent, "v1", "verizon", "cohort-a"), (record.State, record.VerdictId, record.Isp, record.Cohort));

        time.Advance(2_000);
        await AskAsync(Open(Culprit.Interconnect, 0.8));
        Assert.Single(player.Received);
    }

    [Fact]
    public async Task SessionThatIsWell_IsToldNothing()
    {
        var player = Play("s1", 0.9);
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Empty(player.Received);
        Assert.Empty(metrics.Refusals);
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
        Assert.Equal(1, metrics.Refusals["no_text"]);
    }

    [Fact]
    public async Task StaleFeed_SaysNothing_EvenWithAnOpenVerdict()
    {
        var player = Play("s1", 0.3);
        var view = View(Open(Culprit.Isp, 0.5));
        feed.Set(new FeedView(view.Feed with { Window = Window.At(time.NowMs - FeedView.FreshForMs) + -2 }));
        await suspensions.RoundAsync(CancellationToken.None);
        await loop.RoundAsync(CancellationToken.None);
        Assert.Empty(player.Received);
        Assert.Equal(0, store.Decisions);
    }

    [Fact]
    public async Task HoldoutAndShadow_AreRecordedAsWithheld_AndShownNothing()
    {
        await ConfigureAsync(Configuration("\"percentage\": 100, \"holdout_share\": 1", 50, 50));
        var player = Play("s1", 0.3);
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Empty(player.Received);
        var record = Assert.Single((await ledger.ListAsync(null, 0, long.MaxValue, 10, null, CancellationToken.None)).Records);
        Assert.Equal((NoticeState.Withheld, true), (record.State, record.Holdout));
        Assert.Equal(NoticeState.Withheld, Assert.Single(recent.Current).State);
    }

    [Fact]
    public async Task NotInTheCohort_CannotShow_OrSuspended_IsRefusedByReason_WithoutAskingTheStore()
    {
        await ConfigureAsync(Configuration("\"percentage\": 0", 50, 50));
        Play("s1", 0.3);
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Equal(1, metrics.Refusals["not_in_cohort"]);

        await ConfigureAsync(Configuration("\"percentage\": 100", 50, 50));
        Play("s2", 0.3, canShow: false);
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Equal(1, metrics.Refusals["cannot_show"]);

        await store.SuspendAsync(new Suspension("isp:verizon", "a letter", "counsel", time.NowMs), CancellationToken.None);
        Play("s3", 0.3);
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Equal(1, metrics.Refusals["suspended"]);
        Assert.Equal(0, store.Decisions);
    }

    [Fact]
    public async Task Pacing_LeavesNoRoomForTheRest_AndTheStoreIsNotAskedForEachOfThem()
    {
        await ConfigureAsync(Configuration("\"percentage\": 100", perSecond: 1, burst: 0));
        var players = Enumerable.Range(0, 1_000).Select(i => Play($"s{i}", 0.3)).ToList();
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Equal(1, players.Count(p => p.Received.Count > 0));

        // Only those that were under way when the first refusal came.
        Assert.InRange(store.Decisions, 2, 100);

        time.Advance(1_000);
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Equal(2, players.Count(p => p.Received.Count > 0));
    }

    [Fact]
    public async Task UnconfirmedDecision_SendsNothing_AndAskingAgainFindsTheSameRecord()
    {
        var player = Play("s1", 0.3);
        store.LoseAnswers = 1;
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Empty(player.Received);
        Assert.Equal(1, metrics.Refusals["store_unavailable"]);

        time.Advance(2_000);
        await AskAsync(Open(Culprit.Isp, 0.5));
        var sent = Assert.Single(player.Received);
        Assert.Equal(sent.NoticeId, Assert.Single((await ledger.ListAsync(null, 0, long.MaxValue, 10, null, CancellationToken.None)).Records).NoticeId);
    }

    [Fact]
    public async Task UnconfirmedDecision_WhenAnotherSentenceIsDue_IsGivenUpAndSettled()
    {
        var player = Play("s1", 0.3);
        store.LoseAnswers = 1;
        await AskAsync(Open(Culprit.Isp, 0.5));
        var first = Assert.Single(await RecordsAsync());

        // The first was committed, so that its cooldown holds: the second sentence is not said, and the first is not left open.
        time.Advance(2_000);
        await AskAsync(Open(Culprit.Interconnect, 0.5));
        Assert.Empty(player.Received);
        Assert.Equal(1, metrics.Refusals["cooldown"]);
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
                store.SuspendAsync(new Suspension("isp:verizon", "a letter", "counsel", time.NowMs), CancellationToken.None).GetAwaiter().GetResult();
                suspensions.RoundAsync(CancellationToken.None).GetAwaiter().GetResult();
            }
            else
            {
                feed.Set(View());
            }
        };
        await AskAsync(Open(Culprit.Isp, 0.5));
        Assert.Empty(player.Received);
        Assert.Equal(NoticeState.Failed, Assert.Single(await RecordsAsync()).State);
        Assert.Empty(metrics.NoticesSent);
    }

    [Fact]
    public async Task VerdictClosesBetweenLookAndAsking_TheStoreIsNotAsked()
    {
        await ConfigureAsync(Configuration("\"percentage\": 100", perSecond: 1, burst: 0));
        Play("s1", 0.3);
        Play("s2", 0.3);
        await AskAsync(Open(Culprit.Isp, 0.5));
        var decisions = store.Decisions;
        feed.Set(View());
        time.Advance(1_500);
        await suspensions.RoundAsync(CancellationToken.None);
        await loop.RoundAsync(CancellationToken.None);
        Assert.Equal(decisions, store.Decisions);
    }

    [Theory]
    [InlineData(Receipts.MaxPerWindow, 0)]
    [InlineData(Receipts.MaxPerWindow + 1, 1)]
    public async Task Receipts_MoreThanASessionHasToSay_AreDropped(int count, int tooFast)
    {
        var receipts = new Receipts(updates, services.GetRequiredService<IMeterFactory>(), time);
        var player = Play("s1", 0.3);
        await AskAsync(Open(Culprit.Isp, 0.5));
        for (var i = 0; i < count; i++)
        {
            receipts.Post(player.Session!, player.Received[0].NoticeId, ReceiptKind.Displayed);
        }

        Assert.Equal(tooFast, receipts.Totals.GetValueOrDefault("too_fast"));
        time.Advance(Window.LengthMs);
        receipts.Post(player.Session!, player.Received[0].NoticeId, ReceiptKind.Dismissed);
        Assert.Equal(1, receipts.Totals["dismissed"]);
    }

    [Fact]
    public async Task Receipt_ForTheNoticeOfAnotherHousehold_ChangesNothing()
    {
        var receipts = new Receipts(updates, services.GetRequiredService<IMeterFactory>(), time);
        var (player, other) = (Play("s1", 0.3), Play("s2", 0.9));
        await AskAsync(Open(Culprit.Isp, 0.5));
        receipts.Post(other.Session!, player.Received[0].NoticeId, ReceiptKind.Failed);
        await updates.WriteAsync(CancellationToken.None);
        Assert.Equal(NoticeState.Sent, Assert.Single(await RecordsAsync()).State);
        receipts.Post(player.Session!, player.Received[0].NoticeId, ReceiptKind.Displayed);
        await updates.WriteAsync(CancellationToken.None);
        Assert.Equal(NoticeState.Displayed, Assert.Single(await RecordsAsync()).State);
    }

    [Fact]
    public async Task SuspensionsNotConfirmedForASecond_SendNothing()
    {
        var player = Play("s1", 0.3);
        feed.Set(View(Open(Culprit.Isp, 0.5)));
        await loop.RoundAsync(CancellationToken.None);
        Assert.Empty(player.Received);
        Assert.Equal(0, store.Decisions);
    }

    [Fact]
    public async Task PlayerGone_IsRecordedAsFailed()
    {
        Play("s1", 0.3, there: false);
        await AskAsync(Open(Culprit.Isp, 0.5));
        var record = Assert.Single((await ledger.ListAsync(null, 0, long.MaxValue, 10, null, CancellationToken.None)).Records);
        Assert.Equal(NoticeState.Failed, record.State);
        Assert.Empty(metrics.NoticesSent);
    }

    [Fact]
    public async Task SlowForLongInAHealthyCell_IsAdvisedAboutTheHome_AndNotASecondBefore()
    {
        feed.Set(View());
        var player = Play("s1", 0.2, windows: HomeRule.Windows);
        await AskAsync();
        Assert.Empty(player.Received);

        Play("s1", 0.2, windows: 1, player);
        await AskAsync();
        Assert.Contains("home network", Assert.Single(player.Received).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CellStatus.Healthy, 0.12, 0)]
    [InlineData(CellStatus.Healthy, 0.13, 1)]
    [InlineData(CellStatus.Unknown, 0, 1)]
    public async Task SufferingUnderAVerdictThatIsStillOpen_CellIsWellAgain_IsToldNothing(CellStatus status, double drop, int expected)
    {
        var player = Play("s1", 0.3);
        neighbours = (status, drop);
        await AskAsync(Open(Culprit.Interconnect, 0.5));
        Assert.Equal(expected, player.Received.Count);
    }

    [Fact]
    public async Task SlowForLongWithTheBestPicture_IsToldNothing()
    {
        feed.Set(View());
        var player = Play("s1", 0.2, windows: HomeRule.Windows + 3, encodedKbps: Top);
        await AskAsync();
        Assert.Empty(player.Received);
    }

    [Fact]
    public async Task SlowForLongWhileAnotherScreenOfTheHomeIsFine_IsToldNothing()
    {
        feed.Set(View());
        var slow = Play("s1", 1, household: "home");
        var fine = Play("s2", 1, household: "home");
        for (var i = 0; i <= HomeRule.Windows; i++)
        {
            time.Advance(Window.LengthMs);
            Sample(slow.Session!, 0.2);
            Sample(fine.Session!, 1);
        }

        await AskAsync();
        Assert.Empty(slow.Received);

        // The other screen is off, and for as long as the rule asks nothing of this home has been well.
        Play("s1", 0.2, windows: HomeRule.Windows, slow);
        await AskAsync();
        Assert.Single(slow.Received);
    }

    [Theory]
    [InlineData(CellStatus.Healthy, 0.2)]
    [InlineData(CellStatus.Suspected, 0.3)]
    public async Task SlowForLong_NeighboursNoLongerSurelyWell_IsToldNothing(CellStatus status, double drop)
    {
        feed.Set(View());
        var player = Play("s1", 0.2, windows: HomeRule.Windows + 1);
        neighbours = (status, drop);
        await AskAsync();
        Assert.Empty(player.Received);
    }

    [Fact]
    public async Task SlowBeforeAndAfterAPause_IsCountedFromThePauseOn()
    {
        feed.Set(View());
        var player = Play("s1", 0.2, windows: HomeRule.Windows - 1);
        time.Advance((HomeRule.LongestSilence + 1) * Window.LengthMs);
        feed.Set(View());
        Play("s1", 0.2, windows: 2, player);
        await AskAsync();
        Assert.Empty(player.Received);
    }

    public void Dispose()
    {
        loop.Dispose();
        suspensions.Dispose();
        updates.Dispose();
        configuration.Dispose();
        services.Dispose();
        folder.Delete(recursive: true);
    }

    private async Task<IReadOnlyList<LedgerRecord>> RecordsAsync() =>
        (await ledger.ListAsync(null, 0, long.MaxValue, 10, null, CancellationToken.None)).Records;

    private static string Configuration(string cohort, int perSecond, int burst) => $$"""
        {
          "network": {
            "isps": [{ "id": "verizon", "name": "Verizon", "prefixes": ["198.51.100.0/24"] }],
            "paths": [{ "id": "cogent", "name": "Cogent", "kind": "transit" }],
            "servers": [{ "name": "cache1", "path": "cogent", "metro": "nyc" }]
          },
          "cohorts": [{ "name": "cohort-a", "enabled": true, {{cohort}}, "hard_cap": 100000 }],
          "pacing": { "per_isp": { "per_second": {{perSecond}}, "burst": {{burst}} } }
        }
        """;

    private async Task ConfigureAsync(string json)
    {
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "notices.json"), json);
        Assert.Equal(ReloadOutcome.Applied, await configuration.PollOnceAsync());
    }

    private async Task AskAsync(params Verdict[] verdicts)
    {
        feed.Set(View(verdicts));
        await suspensions.RoundAsync(CancellationToken.None);
        time.Advance((long)AdmissionLoop.ScanInterval.TotalMilliseconds);
        await suspensions.RoundAsync(CancellationToken.None);
        await loop.RoundAsync(CancellationToken.None);
        await updates.WriteAsync(CancellationToken.None);
    }

    private FeedView View(params Verdict[] verdicts) => new(new VerdictFeed
    {
        Window = Window.At(time.NowMs).Previous,
        Verdicts = verdicts,
        Cells = [new CellState(Cell, neighbours?.Status ?? (verdicts.Length == 0 ? CellStatus.Healthy : CellStatus.Crowded), 100, 100, neighbours?.Drop ?? 0, 1)],
        Calm = [.. Enumerable.Range(0, 24).Select(octave => new CalmLevel(Cell, octave, 0))],
    });

    private static Verdict Open(Culprit culprit, double drop, string id = "v1") => new()
    {
        Id = id,
        Culprit = culprit,
        State = VerdictState.Open,
        Isp = "verizon",
        OnsetMs = 0,
        OpenedMs = 0,
        Confidence = 1,
        Drop = drop,
        Sessions = 100,
        Households = 100,
        Reason = "",
    };

    private Player Play(string id, double share, bool canShow = true, bool there = true, string? household = null)
    {
        var player = new Player { There = there };
        var network = configuration.Current.Network;
        var identity = new SessionIdentity(id, "test 1", "en", canShow, "verizon", 1, SessionKind.Watch);
        Assert.Equal(StartRefusal.None, sessions.TryStart(identity, key.Pseudonym(household ?? id), network, player, out var session));
        for (var i = 0; i < Norm.MatureObservations; i++)
        {
            session!.Household.Observe(PlayerTag.Of(identity.Player), Math.Log2(8_000));
        }

        player.Session = session;
        Sample(session!, share);
        return player;
    }

    private Player Play(string id, double share, int windows, Player? known = null, long encodedKbps = Top / 2)
    {
        var player = known ?? Play(id, 1);
        for (var i = 0; i < windows; i++)
        {
            time.Advance(Window.LengthMs);
            Sample(player.Session!, share, encodedKbps);
        }

        return player;
    }

    private void Sample(PlaybackSession session, double share, long encodedKbps = Top / 2) => Assert.Equal(
        DropReason.None,
        sessions.Record(session, new Sample((long)(8_000 * share), encodedKbps, Top, 20_000, 0, 4_000_000, AppLimited.No, "cache1", time.NowMs)));

    private sealed class Player : INoticeChannel
    {
        public List<OutgoingNotice> Received { get; } = [];

        public bool There { get; init; }

        public Action? BeforeWrite { get; set; }

        public PlaybackSession? Session { get; set; }

        public ValueTask<bool> SendAsync(OutgoingNotice notice, Func<bool> mayShow, CancellationToken cancellationToken)
        {
            BeforeWrite?.Invoke();
            var written = There && mayShow();
            if (written)
            {
                Received.Add(notice);
            }

            return ValueTask.FromResult(written);
        }

        public void Close(SessionEnd reason)
        {
        }
    }

    // The real rules in memory; the answer can get lost on its way, as a network loses it.
    private sealed class FlakyStore(InMemoryAdmissionStore inner) : IAdmissionStore
    {
        private int decisions;

        public int LoseAnswers { get; set; }

        public Action? BeforeAnswer { get; set; }

        public int Decisions => decisions;

        public async Task<AdmissionDecision> DecideAsync(AdmissionRequest request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref decisions);
            var decision = await inner.DecideAsync(request, cancellationToken);
            BeforeAnswer?.Invoke();
            if (LoseAnswers > 0)
            {
                LoseAnswers--;
                throw new StoreUnavailableException("The answer was lost.");
            }

            return decision;
        }

        public Task<long> SuspendAsync(Suspension suspension, CancellationToken cancellationToken) => inner.SuspendAsync(suspension, cancellationToken);

        public Task<long> ResumeAsync(Resumption resumption, CancellationToken cancellationToken) => inner.ResumeAsync(resumption, cancellationToken);

        public Task<SuspensionList> ListSuspensionsAsync(CancellationToken cancellationToken) => inner.ListSuspensionsAsync(cancellationToken);

        public Task<long> EnrolledAsync(string cohort, CancellationToken cancellationToken) => inner.EnrolledAsync(cohort, cancellationToken);
    }
}
