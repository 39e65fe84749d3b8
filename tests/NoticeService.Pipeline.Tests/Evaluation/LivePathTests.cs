using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Evidence;
using NoticeService.Domain.Households;
using NoticeService.Domain.Networks;
using NoticeService.Domain.Samples;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Evaluation;
using NoticeService.Pipeline.Evidence;
using NoticeService.Pipeline.InMemory;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Sessions;
using NoticeService.Pipeline.Telemetry;
using NoticeService.Pipeline.Windows;
using NoticeService.TestKit;

namespace NoticeService.Pipeline.Tests.Evaluation;

/// <summary>Samples in, verdict out, through the stages as the service runs them, on a hand-cranked clock.</summary>
public sealed class LivePathTests : IDisposable
{
    private const int HomesPerCell = 45;

    private static readonly string[] Isps = ["verizon", "comcast", "att"];
    private static readonly string[] Paths = ["cogent", "level3"];

    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ManualTimeProvider time = new(1_700_000_000_000);
    private readonly FailingCells cells = new();
    private readonly FeedHolder feed = new();
    private readonly SessionDirectory sessions;
    private readonly HouseholdDirectory households;
    private readonly WindowLoop windows;
    private readonly NetworkTable network;
    private readonly InMemoryEvaluationStore store = new();
    private readonly InMemoryLease lease;
    private readonly System.Random random = new(1);
    private readonly RecordedLog log = new();
    private readonly TroubledPacks packs = new();
    private readonly List<(PlaybackSession Session, string Server, CellKey Cell, double Kbps)> playing = [];

    public LivePathTests()
    {
        var meters = services.GetRequiredService<IMeterFactory>();
        lease = new InMemoryLease(time, store);
        households = new HouseholdDirectory(new InMemoryNormStore());
        sessions = new SessionDirectory(households, feed, new SessionMetrics(meters), Options.Create(new SessionOptions()), time);
        windows = new WindowLoop(sessions, cells, feed, new PodName("a"), new ShardMap(4), Guard(meters), meters, time);
        network = new NetworkTable(
            Isps.Select(i => new IspNetworks(new Isp(i, i), [], [])),
            Paths.Select(p => new NetPath(p, p, PathKind.Transit)),
            Paths.SelectMany(p => new[] { new CdnServer($"{p}-1", p, "nyc"), new CdnServer($"{p}-2", p, "nyc") }));
        Connect();
    }

    [Fact]
    public async Task Samples_OnePairSlows_InterconnectIsPublished_AndAnotherLeaderContinues()
    {
        var first = Evaluator("a");
        await PlayAsync(first, 60, _ => 1);
        Assert.Empty(Feed().Verdicts);
        Assert.All(Feed().Cells, c => Assert.Equal(CellStatus.Healthy, c.Status));

        await PlayAsync(first, 4, c => c is { Isp: "verizon", Path: "cogent" } ? 0.3 : 1);
        var verdict = Assert.Single(Feed().Open);
        Assert.Equal((Culprit.Interconnect, "verizon", "cogent"), (verdict.Culprit, verdict.Isp, verdict.Path));

        await FollowsFromItsPackAsync(verdict);
        var epoch = Feed().Epoch;

        // The first leader is gone without a word: its lease runs out, and nothing is lost or said twice.
        time.Advance(20_000);
        await PlayAsync(Evaluator("b"), 1, c => c is { Isp: "verizon", Path: "cogent" } ? 0.3 : 1);
        Assert.Equal(verdict.Id, Assert.Single(Feed().Open).Id);
        Assert.True(Feed().Epoch > epoch);
    }

    [Fact]
    public async Task Verdict_WhoseEvidenceIsNotStored_IsNotPublished()
    {
        var leader = Evaluator("a");
        await PlayAsync(leader, 60, _ => 1);
        packs.Fails = true;

        // A suspicion has no pack: nobody is named by it. One window alone, after a gap, is no more than that.
        time.Advance(10 * Window.LengthMs);
        await PlayAsync(leader, 1, Slow);
        Assert.Equal(VerdictState.Suspected, Assert.Single(Feed().Verdicts).State);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => PlayAsync(leader, 8, Slow));
        Assert.Equal(VerdictState.Suspected, Assert.Single(Feed().Verdicts).State);
        packs.Fails = false;
        await PlayAsync(leader, 2, Slow);
        await FollowsFromItsPackAsync(Assert.Single(Feed().Open));
    }

    [Fact]
    public async Task Verdict_OpenedAndClosed_IsLoggedOnceEach_ByTheLeaderOnly()
    {
        const int Opened = 1110;
        const int Closed = 1112;
        var (leader, other) = (Evaluator("a"), Evaluator("b"));
        await PlayAsync(leader, 60, _ => 1);
        Assert.Empty(log.Of(Opened));

        for (var i = 0; i < 8; i++)
        {
            await PlayAsync(leader, 1, Slow);
            await other.RoundAsync(CancellationToken.None);
        }

        var verdict = Assert.Single(Feed().Open);
        var line = Assert.Single(log.Lines, l => l.EventId == Opened);
        Assert.Equal(Microsoft.Extensions.Logging.LogLevel.Information, line.Level);
        Assert.StartsWith($"Verdict {verdict.Id} opened: culprit Interconnect, ISP verizon, path cogent, metros nyc, drop 0.", line.Text, StringComparison.Ordinal);
        Assert.Matches(@"households \d+, ln M \d+\.\d\. verizon over cogent in nyc lost \d+ % of throughput", line.Text);

        // Another leader goes on from what was published, and does not say again what was said.
        time.Advance(20_000);
        await PlayAsync(other, 2, Slow);
        Assert.True(other.Leads);
        Assert.Single(log.Of(Opened));
        Assert.Empty(log.Of(Closed));

        await PlayAsync(other, 30, _ => 1);
        Assert.Empty(Feed().Open);
        var closed = Assert.Single(log.Of(Closed));
        Assert.StartsWith($"Verdict {verdict.Id} closed after 00:0", closed, StringComparison.Ordinal);
        Assert.Contains("culprit Interconnect, ISP verizon, path cogent", closed, StringComparison.Ordinal);
        Assert.Single(log.Of(Opened));
    }

    [Fact]
    public async Task StateOfAnotherVersion_TheLeaderBeginsAnew()
    {
        await store.PublishAsync(0, 1, EvaluationJson.Write(new EngineState { Version = EngineState.CurrentVersion - 1, Window = new Window(1) }), EvaluationJson.Write(VerdictFeed.Empty), CancellationToken.None);
        var window = Window.At(time.NowMs);
        await PlayAsync(Evaluator("a"), 1, _ => 1);
        Assert.Equal(window, Feed().Window);
    }

    // A newer build knows words that this one does not.
    [Theory]
    [InlineData("{\"Version\":3,\"Tracks\":[{\"Doubt\":\"SomethingNewer\"}]}")]
    [InlineData("no json")]
    public async Task StateThatCannotBeRead_TheLeaderBeginsAnew(string state)
    {
        await store.PublishAsync(0, 1, System.Text.Encoding.UTF8.GetBytes(state), EvaluationJson.Write(VerdictFeed.Empty), CancellationToken.None);
        var window = Window.At(time.NowMs);
        await PlayAsync(Evaluator("a"), 1, _ => 1);
        Assert.Equal(window, Feed().Window);
    }

    [Fact]
    public async Task BrokenBlobOfAnotherPod_IsLeftOut_AndTheRestIsEvaluated()
    {
        var window = Window.At(time.NowMs);
        await cells.WriteAsync(window, 0, "broken", new byte[] { 1, 2, 3 }, CancellationToken.None);
        await PlayAsync(Evaluator("a"), 1, _ => 1);
        Assert.Equal(window, Feed().Window);
    }

    [Fact]
    public async Task Blob_AfterItsWindowWasEvaluated_IsCountedByReason()
    {
        // It was dropped without a word.
        await households.LoadAsync(CancellationToken.None);
        await FlushAsync(500);
        Assert.Empty(windows.Late);

        Evaluated(Window.At(time.NowMs));
        await FlushAsync(500);
        Assert.Equal(["clock_behind"], windows.Late.Keys);
        await FlushAsync(3_000);
        Assert.Equal(["clock_behind", "slow"], windows.Late.Keys);
        Assert.InRange(windows.Late["slow"], 1, 4);

        cells.Fails = true;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => FlushAsync(500));
        cells.Fails = false;
        Evaluated(Window.At(time.NowMs).Previous);
        await FlushAsync(500, play: false);
        Assert.Contains("retried", windows.Late.Keys);

        cells.Fails = true;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => FlushAsync(500));
        time.Advance(4 * Window.LengthMs);
        cells.Fails = false;
        await FlushAsync(500, play: false);
        Assert.Contains("given_up", windows.Late.Keys);

        void Evaluated(Window window) => feed.Set(new FeedView(VerdictFeed.Empty with { Window = window }));

        async Task FlushAsync(long afterMs, bool play = true)
        {
            var window = Window.At(time.NowMs);
            if (play)
            {
                foreach (var (session, server, _, kbps) in playing)
                {
                    sessions.Record(session, Sample(server, (long)kbps));
                }
            }

            time.Advance(window.EndMs - time.NowMs + afterMs);
            if (feed.Current.Feed.Window > new Window(0))
            {
                Evaluated(window);
            }

            await windows.FlushAsync(window, CancellationToken.None);
        }
    }

    [Fact]
    public void Record_SecondSampleOfTheSameTime_IsADuplicate_AndAnUnknownServerIsDropped()
    {
        var (session, server, _, _) = playing[0];
        Assert.Equal(DropReason.None, sessions.Record(session, Sample(server, 5_000)));
        Assert.Equal(DropReason.Duplicate, sessions.Record(session, Sample(server, 5_000)));
        Assert.Equal(DropReason.UnknownServer, sessions.Record(session, Sample("nowhere", 5_000) with { TimeMs = time.NowMs + 1 }));
    }

    [Fact]
    public void TryStart_IdOfAnotherHousehold_IsRefused_AndTheFirstPlaysOn()
    {
        var first = playing[0].Session;
        var refusal = sessions.TryStart(first.Identity, new HouseholdId(9, 9), network, new RecordingChannel(), out _);
        Assert.Equal(StartRefusal.IdTaken, refusal);
        Assert.Same(first, sessions.Find(first.Identity.SessionId));
    }

    [Fact]
    public void TryStart_SameHouseholdAgain_ReplacesAndClosesTheOlder()
    {
        var (first, channel) = (playing[0].Session, (RecordingChannel)playing[0].Session.Channel);
        Assert.Equal(StartRefusal.None, sessions.TryStart(first.Identity, first.Household.Id, network, new RecordingChannel(), out var second));
        Assert.Equal(SessionEnd.Replaced, channel.Closed);
        Assert.Same(second, sessions.Find(first.Identity.SessionId));
    }

    public void Dispose()
    {
        log.Dispose();
        windows.Dispose();
        services.Dispose();
    }

    private static LoopGuard Guard(IMeterFactory meters) => new(meters, NullLogger<LoopGuard>.Instance);

    private VerdictFeed Feed() => feed.Current.Feed;

    // The verdict of a pod's feed follows from what its leader stored before it published it.
    private async Task FollowsFromItsPackAsync(Verdict verdict)
    {
        var pack = EvidenceJson.Read(EvidenceJson.Unsqueeze((await packs.FindAsync(verdict.Id, time.NowMs, CancellationToken.None))!.Value));
        Assert.Equal((verdict.Id, verdict.OpenedMs), (pack.Verdict.Id, pack.Verdict.OpenedMs));
        Assert.All(EvidenceCheck.Of(pack), f => Assert.True(f.Holds, f.ToString()));
    }

    private EvaluationLoop Evaluator(string pod)
    {
        var meters = services.GetRequiredService<IMeterFactory>();
        return new EvaluationLoop(cells, lease, store, packs, new PodName(pod), new ShardMap(4), new VerdictSettings(), Guard(meters), new EvaluationMetrics(meters), log.For<EvaluationLoop>(), time);
    }

    private void Connect()
    {
        foreach (var isp in Isps)
        {
            foreach (var path in Paths)
            {
                for (var i = 0; i < HomesPerCell; i++)
                {
                    var identity = new SessionIdentity($"{isp}-{path}-{i}", "test 1", "en", true, isp, (ulong)random.NextInt64(), SessionKind.Watch);
                    sessions.TryStart(identity, new HouseholdId(1, (ulong)random.NextInt64()), network, new RecordingChannel(), out var session);
                    playing.Add((session!, $"{path}-{1 + i % 2}", new CellKey(isp, path, "nyc"), 8_000 * Math.Pow(2, 2 * random.NextDouble())));
                }
            }
        }
    }

    private async Task PlayAsync(EvaluationLoop evaluator, int count, Func<CellKey, double> share)
    {
        await households.LoadAsync(CancellationToken.None);
        for (var i = 0; i < count; i++)
        {
            var window = Window.At(time.NowMs);
            foreach (var (session, server, cell, kbps) in playing)
            {
                Assert.Equal(DropReason.None, sessions.Record(session, Sample(server, (long)(kbps * share(cell) * (0.8 + 0.2 * random.NextDouble())))));
            }

            time.Advance(window.EndMs - time.NowMs + 500);
            await windows.FlushAsync(window, CancellationToken.None);
            time.Advance(2_000);
            await evaluator.RoundAsync(CancellationToken.None);
            if (await store.ReadFeedAsync(Feed().Epoch, Feed().Sequence, CancellationToken.None) is { } published)
            {
                feed.Set(new FeedView(EvaluationJson.ReadFeed(published.Body.Span)));
            }
        }
    }

    private Sample Sample(string server, long kbps) =>
        new(kbps, 4_000, 4_000, 20_000, 0, 4_000_000, AppLimited.No, server, time.NowMs);

    private static double Slow(CellKey cell) => cell is { Isp: "verizon", Path: "cogent" } ? 0.3 : 1;

    private sealed class TroubledPacks : IEvidenceStore
    {
        private readonly InMemoryEvidenceStore inner = new();

        public bool Fails { get; set; }

        public Task AddAsync(string verdictId, long atMs, ReadOnlyMemory<byte> pack, CancellationToken cancellationToken) =>
            Fails ? throw new StoreUnavailableException("Out.") : inner.AddAsync(verdictId, atMs, pack, cancellationToken);

        public Task<ReadOnlyMemory<byte>?> FindAsync(string verdictId, long atMs, CancellationToken cancellationToken) => inner.FindAsync(verdictId, atMs, cancellationToken);

        public Task RemoveAsync(string verdictId, CancellationToken cancellationToken) => inner.RemoveAsync(verdictId, cancellationToken);
    }

    private sealed class FailingCells : ICellStore
    {
        private readonly InMemoryCellStore inner = new();

        public bool Fails { get; set; }

        public Task WriteAsync(Window window, int shard, string pod, ReadOnlyMemory<byte> blob, CancellationToken cancellationToken) =>
            Fails ? throw new StoreUnavailableException("The test took it away.") : inner.WriteAsync(window, shard, pod, blob, cancellationToken);

        public Task<IReadOnlyList<PodBlob>> ReadAsync(Window window, int shard, CancellationToken cancellationToken) => inner.ReadAsync(window, shard, cancellationToken);
    }

    private sealed class RecordingChannel : INoticeChannel
    {
        public SessionEnd? Closed { get; private set; }

        public ValueTask<bool> SendAsync(OutgoingNotice notice, Func<bool> mayShow, CancellationToken cancellationToken) => ValueTask.FromResult(false);

        public ValueTask<bool> WithholdAsync(long expiresMs, Func<bool> mayShow, CancellationToken cancellationToken) => ValueTask.FromResult(false);

        public void Close(SessionEnd reason) => Closed = reason;
    }
}
