using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NoticeService.Domain.Admission;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Samples;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Admission;
using NoticeService.Pipeline.Configuration;
using NoticeService.Pipeline.Delivery;
using NoticeService.Pipeline.Disputes;
using NoticeService.Pipeline.Evaluation;
using NoticeService.Pipeline.Experiments;
using NoticeService.Pipeline.InMemory;
using NoticeService.Pipeline.Journal;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Reconciliation;
using NoticeService.Pipeline.Retention;
using NoticeService.Pipeline.Sealing;
using NoticeService.Pipeline.Sessions;
using NoticeService.Pipeline.Telemetry;
using NoticeService.Pipeline.Tests.Experiments;
using NoticeService.Pipeline.Windows;
using NoticeService.TestKit;

namespace NoticeService.Pipeline.Tests.Admission;

/// <summary>The gate with its loop, store, ledger and sessions in memory, on a hand-cranked clock.</summary>
public abstract class AdmissionScene : IDisposable
{
    private protected const long Top = 4_000;

    /// <summary>The fingerprint of the thresholds that run on this pod.</summary>
    private protected const string Settings = "0123456789abcdef";

    private static readonly CellKey Cell = new("verizon", "cogent", "nyc");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("notice-admission-");
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly HouseholdKey key = new(new byte[16]);
    private readonly SessionDirectory sessions;
    private readonly LoopGuard guard;
    private readonly ConfigurationFile configuration;

    /// <param name="goLiveIsEnforced">Then nobody has opened the go-live gate yet.</param>
    protected AdmissionScene(bool goLiveIsEnforced = false)
    {
        var meters = services.GetRequiredService<IMeterFactory>();
        var guard = new LoopGuard(meters, NullLogger<LoopGuard>.Instance);
        Memory = new InMemoryAdmissionStore(Ledger, Clock);
        Store = new FlakyStore(Memory);
        this.guard = guard;
        Seals = new InMemorySealStore(Ledger);
        SealMetrics = new SealMetrics(meters);
        JournalOptions = new JournalOptions { JournalDirectory = Path.Combine(folder.FullName, "journal"), ReconcileHold = TimeSpan.Zero };
        Journal = NewJournal();
        Condition = new LedgerCondition(Memory);
        GoLive = new GoLiveGate(new GoLiveRule(goLiveIsEnforced, Settings, 1), Feed, new GoLiveMetrics(meters), NullLogger<GoLiveGate>.Instance);
        Suspensions = new SuspensionBoard(Store, GoLive, JournalOptions, new SuspensionMetrics(meters), guard, NullLogger<SuspensionBoard>.Instance, Clock);
        Updates = NewUpdates(Ledger);
        Reconciler = NewReconciler(Journal);
        Metrics = new GateMetrics(meters);
        sessions = new SessionDirectory(new HouseholdDirectory(new InMemoryNormStore()), Feed, new SessionMetrics(meters), Options.Create(new SessionOptions()), Clock);
        var path = Path.Combine(folder.FullName, "notices.json");
        File.WriteAllText(path, Configuration("\"percentage\": 100", perSecond: 50, burst: 50));
        configuration = new ConfigurationFile(path, new ConfigurationLoader(), Clock, NullLogger<ConfigurationFile>.Instance, meters);
        var policies = new GatePolicySource(configuration, key);
        Populations = new PopulationLoop(sessions, policies, Counted = new CountedStore(Clock), Sizes, new PopulationMetrics(meters), guard, Options.Create(new PopulationOptions()), Clock);
        FollowUpMetrics = new FollowUpMetrics(meters);
        Outcomes = new FlakyOutcomes(new InMemoryOutcomeStore(Clock));
        FollowUps = new FollowUps(key, new PodName("a"), FollowUpMetrics);
        var experiment = Options.Create(new ExperimentOptions());
        FollowUpLoop = new FollowUpLoop(sessions, FollowUps, Ledger, Memory, Outcomes, FollowUpMetrics, guard, experiment, Clock);
        Experiments = new ExperimentReader(Ledger, Outcomes, Memory, experiment, Clock);
        var sender = new NoticeSender(Feed, policies, Suspensions, GoLive, Updates, Metrics, Recent, FollowUps, Clock);
        Loop = new AdmissionLoop(
            sessions, Feed, policies, Sizes, Suspensions, GoLive, new GatePauses(Clock), Store, Journal, Condition, sender, key, new PodName("a"), Metrics, guard, Clock);
    }

    private protected ManualTimeProvider Clock { get; } = new(1_700_000_000_000);

    private protected FeedHolder Feed { get; } = new();

    private protected CohortSizes Sizes { get; } = new();

    private protected CountedStore Counted { get; }

    private protected PopulationLoop Populations { get; }

    private protected RecentNotices Recent { get; } = new();

    private protected InMemoryLedger Ledger { get; } = new();

    private protected FlakyStore Store { get; }

    private protected InMemoryAdmissionStore Memory { get; }

    private protected InMemorySealStore Seals { get; }

    private protected SealMetrics SealMetrics { get; }

    private protected JournalOptions JournalOptions { get; }

    private protected NoticeJournal Journal { get; }

    private protected LedgerCondition Condition { get; }

    private protected LedgerReconciler Reconciler { get; }

    private protected SuspensionBoard Suspensions { get; }

    private protected GoLiveGate GoLive { get; }

    private protected LedgerUpdates Updates { get; }

    private protected GateMetrics Metrics { get; }

    private protected AdmissionLoop Loop { get; }

    private protected FollowUpMetrics FollowUpMetrics { get; }

    private protected FollowUps FollowUps { get; }

    private protected FlakyOutcomes Outcomes { get; }

    private protected FollowUpLoop FollowUpLoop { get; }

    private protected ExperimentReader Experiments { get; }

    private protected CohortDefinition CohortInForce => configuration.Current.Cohorts[0];

    /// <summary>The fingerprint of the leader's thresholds.</summary>
    private protected string? JudgedUnder { get; set; } = Settings;

    /// <summary>How the cell stands; null: healthy without a verdict, crowded with one.</summary>
    private protected (CellStatus Status, double Drop)? Neighbours { get; set; }

    private protected Receipts NewReceipts() => new(Updates, services.GetRequiredService<IMeterFactory>(), Clock);

    public void Dispose()
    {
        Loop.Dispose();
        FollowUpLoop.Dispose();
        Populations.Dispose();
        Suspensions.Dispose();
        Updates.Dispose();
        Reconciler.Dispose();
        Journal.StopAsync(CancellationToken.None).GetAwaiter().GetResult();
        Journal.Dispose();
        configuration.Dispose();
        services.Dispose();
        folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected async Task<IReadOnlyList<LedgerRecord>> RecordsAsync() =>
        (await Ledger.ListAsync(null, 0, long.MaxValue, 10, null, CancellationToken.None)).Records;

    private protected static string Configuration(string cohort, int perSecond, int burst) => $$"""
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

    /// <summary>Opens the journal, if nobody has, and looks once.</summary>
    private protected async Task ReconcileAsync()
    {
        if (Journal.Id.Length == 0)
        {
            await Journal.StartAsync(CancellationToken.None);
        }

        await Reconciler.RoundAsync(CancellationToken.None);
    }

    /// <summary>Looks as a process does that begins on the same folder.</summary>
    private protected async Task RestartJournalAsync()
    {
        using var journal = NewJournal();
        using var reconciler = NewReconciler(journal);
        await journal.StartAsync(CancellationToken.None);
        await reconciler.RoundAsync(CancellationToken.None);
        await journal.StopAsync(CancellationToken.None);
    }

    private NoticeJournal NewJournal() =>
        new(JournalOptions, new JournalMetrics(services.GetRequiredService<IMeterFactory>()), NullLogger<NoticeJournal>.Instance, Clock);

    private protected LedgerUpdates NewUpdates(ILedger ledger) => new(ledger, Journal, Condition, guard, services.GetRequiredService<IMeterFactory>(), Clock);

    private protected SealLoop NewSealLoop(Leadership leadership) => new(
        new SealCopies(Seals, Journal, SealMetrics, NullLogger<SealCopies>.Instance),
        new DaySealer(Seals, Ledger, Memory, Journal, Clock),
        Journal,
        Condition,
        leadership,
        JournalOptions,
        SealMetrics,
        guard,
        NullLogger<SealLoop>.Instance,
        Clock);

    private protected InMemoryVerdictArchive Archive { get; } = new();

    private protected InMemoryEvidenceStore Packs { get; } = new();

    private protected RetentionLoop NewRetentionLoop(Leadership leadership) => new(
        Ledger,
        Archive,
        Packs,
        Seals,
        Memory,
        Memory,
        Condition,
        leadership,
        JournalOptions,
        new RetentionMetrics(services.GetRequiredService<IMeterFactory>()),
        guard,
        NullLogger<RetentionLoop>.Instance,
        Clock);

    private protected DisputeBoard NewDisputeBoard(IVerdictArchive archive) =>
        new(Memory, Suspensions, archive, new DisputeMetrics(services.GetRequiredService<IMeterFactory>()), guard, Clock);

    private LedgerReconciler NewReconciler(NoticeJournal journal) => new(
        journal,
        Memory,
        Ledger,
        Condition,
        Updates,
        new SealCopies(Seals, journal, SealMetrics, NullLogger<SealCopies>.Instance),
        JournalOptions,
        new ReconciliationMetrics(services.GetRequiredService<IMeterFactory>(), Condition),
        guard,
        NullLogger<LedgerReconciler>.Instance,
        Clock);

    private protected async Task ConfigureAsync(string json)
    {
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "notices.json"), json);
        Assert.Equal(ReloadOutcome.Applied, await configuration.PollOnceAsync());
    }

    private protected async Task AskAsync(params Verdict[] verdicts)
    {
        Feed.Set(View(verdicts));
        await ReconcileAsync();
        await Suspensions.RoundAsync(CancellationToken.None);
        Clock.Advance((long)AdmissionLoop.ScanInterval.TotalMilliseconds);
        await Suspensions.RoundAsync(CancellationToken.None);
        await Loop.RoundAsync(CancellationToken.None);
        await Updates.WriteAsync(CancellationToken.None);
    }

    private protected FeedView View(params Verdict[] verdicts) => new(new VerdictFeed
    {
        Window = Window.At(Clock.NowMs).Previous,
        Fingerprint = JudgedUnder,
        Verdicts = verdicts,
        Cells = [new CellState(Cell, Neighbours?.Status ?? (verdicts.Length == 0 ? CellStatus.Healthy : CellStatus.Crowded), 100, 100, Neighbours?.Drop ?? 0, 1)],
        Calm = [.. Enumerable.Range(0, 24).Select(octave => new CalmLevel(Cell, octave, 0))],
    });

    private protected static Verdict Open(Culprit culprit, double drop, string id = "v1") =>
        SomeVerdict.Of(VerdictState.Open, id) with { Culprit = culprit, Drop = drop };

    private protected Player Play(string id, double share, bool canShow = true, bool there = true, string? household = null)
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

    private protected Player Play(string id, double share, int windows, Player? known = null, long encodedKbps = Top / 2)
    {
        var player = known ?? Play(id, 1);
        for (var i = 0; i < windows; i++)
        {
            Clock.Advance(Window.LengthMs);
            Sample(player.Session!, share, encodedKbps);
        }

        return player;
    }

    private protected void End(Player player, SessionEnd reason) => sessions.End(player.Session!, reason);

    private protected void Sample(PlaybackSession session, double share, long encodedKbps = Top / 2, long starvedMs = 0) => Assert.Equal(
        DropReason.None,
        sessions.Record(session, new Sample((long)(8_000 * share), encodedKbps, Top, 20_000, starvedMs, 4_000_000, AppLimited.No, "cache1", Clock.NowMs)));
}
