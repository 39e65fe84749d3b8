using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;
using NoticeService.Domain.Networks;
using NoticeService.Domain.Samples;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Evaluation;
using NoticeService.Pipeline.InMemory;
using NoticeService.Pipeline.Recording;
using NoticeService.Pipeline.Replay;
using NoticeService.Pipeline.Sessions;
using NoticeService.Pipeline.Telemetry;
using NoticeService.Pipeline.Tests.Configuration;
using NoticeService.Pipeline.Windows;

namespace NoticeService.Pipeline.Tests.Recording;

/// <summary>What a recording is for: the replay of it finds what the live run found, though nobody can be read out of it.</summary>
public sealed class RecordingReplayTests : IDisposable
{
    private const int HomesPerCell = 45;

    private static readonly string[] Isps = ["verizon", "comcast", "att"];
    private static readonly string[] Paths = ["cogent", "level3"];

    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly TestFolder folder = new();
    private readonly ManualTimeProvider time = new(1_700_000_000_000);
    private readonly HouseholdKey key = new("a key of the live service"u8);
    private readonly InMemoryCellStore cells = new();
    private readonly InMemoryEvaluationStore store = new();
    private readonly FeedHolder feed = new();
    private readonly System.Random random = new(1);
    private readonly List<Home> homes = [];
    private readonly List<string> live = [];
    private readonly SortedSet<string> liveVerdicts = new(StringComparer.Ordinal);
    private readonly NetworkTable network;
    private readonly TelemetryRecorder recorder;
    private readonly HouseholdDirectory households;
    private readonly SessionDirectory sessions;
    private readonly WindowLoop windows;
    private readonly EvaluationLoop evaluator;

    public RecordingReplayTests()
    {
        var meters = services.GetRequiredService<IMeterFactory>();
        var guard = new LoopGuard(meters, NullLogger<LoopGuard>.Instance);

        // Each block is shared: its lower half belongs to nobody, so that the first address of a block would be of no ISP.
        network = new NetworkTable(
            Isps.Select((isp, i) => new IspNetworks(new Isp(isp, isp), [.. Enumerable.Range(0, 200).Select(b => new OwnedPrefix(IpPrefix.Parse($"10.{i}.{b}.128/25"), Period.Always))], [])),
            Paths.Select(p => new NetPath(p, p, PathKind.Transit)),
            Paths.SelectMany(p => new[] { new CdnServer($"{p}-1", p, "nyc"), new CdnServer($"{p}-2", p, "nyc") }));
        var options = new RecordingOptions { Directory = folder.At("recording"), LeaveFreeMegabytes = 0 };
        recorder = new TelemetryRecorder(options, new SessionOptions(), key, new RecordingMetrics(meters), guard, NullLogger<TelemetryRecorder>.Instance, time);
        households = new HouseholdDirectory(new InMemoryNormStore());
        sessions = new SessionDirectory(households, feed, new SessionMetrics(meters), Options.Create(new SessionOptions()), time, recorder);
        windows = new WindowLoop(sessions, cells, feed, new PodName("a"), new ShardMap(4), guard, meters, time);
        evaluator = new EvaluationLoop(
            cells, new InMemoryLease(time, store), store, new InMemoryEvidenceStore(), new PodName("a"), new ShardMap(4), new VerdictSettings(), guard, new EvaluationMetrics(meters), NullLogger<EvaluationLoop>.Instance, time);
    }

    [Fact]
    public async Task Replay_OfARecording_FindsWindowForWindowWhatTheLiveRunFound()
    {
        await ConnectAsync();
        await PlayAsync(60, _ => 1);
        await PlayAsync(8, Crowded);
        Assert.Contains(live, v => v.StartsWith("interconnect.verizon.cogent", StringComparison.Ordinal) && v.Contains("Open", StringComparison.Ordinal));
        await PlayAsync(20, _ => 1);
        var replayed = await ReplayAsync();

        // A leader that takes over looks for the windows before the first, and finds them empty.
        var begun = new VerdictSettings().RecentWindows - 1;
        Assert.Equal(live.Skip(begun), replayed.Lines.Skip(begun).Take(live.Count - begun));
        Assert.Equal(liveVerdicts, replayed.Verdicts);
    }

    // What the last window of a session taught, a replay knows a minute later, since no row says that a session is over.
    [Fact]
    public async Task Replay_OfSessionsThatStartedAgain_NamesTheSameVerdicts()
    {
        await ConnectAsync();
        await PlayAsync(60, _ => 1);
        for (var i = 0; i < homes.Count; i += 3)
        {
            Start(homes[i]);
        }

        await PlayAsync(8, Crowded);
        await PlayAsync(20, _ => 1);
        var replayed = await ReplayAsync();
        Assert.Contains(liveVerdicts, v => v.StartsWith("interconnect.verizon.cogent", StringComparison.Ordinal) && v.Contains("Open", StringComparison.Ordinal));
        Assert.Equal(liveVerdicts, replayed.Verdicts);
    }

    [Fact]
    public async Task Recording_NamesNoPerson_NoSession_AndNoAddress()
    {
        await ConnectAsync();
        await PlayAsync(2, _ => 1);
        await recorder.StopAsync(CancellationToken.None);
        var rows = new List<(string Session, string User, string Address, string Player)>();
        using var files = new TelemetryFiles(Directory.GetFiles(folder.At("recording")));
        while (files.Read(out var line, out _))
        {
            rows.Add((Text(line.SessionId), Text(line.UserId), Text(line.ClientIp), Text(line.Player)));
        }

        Assert.NotEmpty(rows);
        Assert.All(rows, r => Assert.DoesNotContain("session", r.Session, StringComparison.Ordinal));
        Assert.Equal(homes.Select(h => key.Pseudonym(h.User).ToString()).ToHashSet(), rows.Select(r => r.User).ToHashSet());

        // One address for all homes of a block.
        Assert.All(rows, r => Assert.EndsWith(".128", r.Address, StringComparison.Ordinal));
        Assert.Contains(rows, r => r.Player == "tv, \"\"new\"\" 7.1");

        static string Text(ReadOnlySpan<byte> text) => System.Text.Encoding.UTF8.GetString(text);
    }

    public void Dispose()
    {
        recorder.Dispose();
        windows.Dispose();
        evaluator.Dispose();
        services.Dispose();
        folder.Dispose();
    }

    private async Task ConnectAsync()
    {
        foreach (var (isp, number) in Isps.Select((isp, i) => (isp, i)))
        {
            foreach (var path in Paths)
            {
                for (var i = 0; i < HomesPerCell; i++)
                {
                    var address = IPAddress.Parse($"10.{number}.{i + (path == "cogent" ? 0 : 90)}.{129 + random.Next(120)}");
                    var home = new Home($"session-{isp}-{path}-{i}", $"user-{homes.Count}", isp, address, $"{path}-{1 + i % 2}", new CellKey(isp, path, "nyc"), 8_000 * Math.Pow(2, 2 * random.NextDouble()));
                    homes.Add(home);
                    Start(home);
                }
            }
        }

        await households.LoadAsync(CancellationToken.None);
    }

    private void Start(Home home)
    {
        var identity = new SessionIdentity(home.Id, "tv, \"new\" 7.1", "en", true, home.Isp, key.Digest(AddressBlock.Of(home.Address).ToString()), SessionKind.Watch)
        {
            RecordedAddress = RecordedAddress.Of(home.Address, network, time.NowMs),
        };
        Assert.Equal(StartRefusal.None, sessions.TryStart(identity, key.Pseudonym(home.User), network, NoChannel.Instance, out var session));
        home.Session = session!;
    }

    private static double Crowded(CellKey cell) => cell is { Isp: "verizon", Path: "cogent" } ? 0.3 : 1;

    private async Task<Heard> ReplayAsync()
    {
        await recorder.StopAsync(CancellationToken.None);
        var heard = new Heard();
        var replay = new TelemetryReplay(network, key, new VerdictEngine(new VerdictSettings()), observer: heard);
        using var files = new TelemetryFiles(Directory.GetFiles(folder.At("recording")));
        while (files.Read(out var line, out var mistake))
        {
            Assert.Null(mistake);
            replay.Take(line);
        }

        replay.Finish();
        Assert.Equal(0, replay.Counts.Dropped);
        return heard;
    }

    private async Task PlayAsync(int count, Func<CellKey, double> share)
    {
        for (var i = 0; i < count; i++)
        {
            var window = Window.At(time.NowMs);
            foreach (var home in homes)
            {
                // A player's own clock is anything; some send several at once, some in the last ms of the window, some nonsense.
                var batch = random.Next(4) == 0 ? 3 : 1;
                var receivedMs = random.Next(10) == 0 ? window.EndMs - 1 : time.NowMs + random.Next(5_000);
                for (var n = 0; n < batch; n++)
                {
                    home.ClockMs += 1_000;
                    var kbps = (long)(home.Kbps * share(home.Cell) * (0.8 + 0.2 * random.NextDouble()));
                    sessions.Record(home.Session, new Sample(kbps, 4_000, 4_000, 20_000, 0, 4_000_000, AppLimited.No, home.Server, home.ClockMs), receivedMs);
                }

                sessions.Record(home.Session, new Sample(-1, 0, 0, 0, 0, 0, AppLimited.No, home.Server, home.ClockMs), receivedMs);
            }

            time.Advance(window.EndMs - time.NowMs + 500);
            await windows.FlushAsync(window, CancellationToken.None);
            time.Advance(2_000);
            await evaluator.RoundAsync(CancellationToken.None);
            await recorder.RoundAsync(CancellationToken.None);
            if (await store.ReadFeedAsync(feed.Current.Feed.Epoch, feed.Current.Feed.Sequence, CancellationToken.None) is { } published)
            {
                feed.Set(new FeedView(EvaluationJson.ReadFeed(published.Body.Span)));
                live.Add(Heard.Line(window, feed.Current.Feed));
                liveVerdicts.UnionWith(Heard.Named(feed.Current.Feed));
            }
        }
    }

    private sealed class Home(string id, string user, string isp, IPAddress address, string server, CellKey cell, double kbps)
    {
        public string Id => id;

        public string User => user;

        public string Isp => isp;

        public IPAddress Address => address;

        public string Server => server;

        public CellKey Cell => cell;

        public double Kbps => kbps;

        public long ClockMs { get; set; } = 5;

        public PlaybackSession Session { get; set; } = null!;
    }

    private sealed class Heard : IReplayObserver
    {
        public List<string> Lines { get; } = [];

        public SortedSet<string> Verdicts { get; } = new(StringComparer.Ordinal);

        /// <summary>What everybody is told of the verdicts.</summary>
        public static IEnumerable<string> Named(VerdictFeed feed) =>
            feed.Verdicts.Select(v => FormattableString.Invariant($"{v.Id} {v.State} {v.Culprit} {v.Isp} {v.Path} {v.OpenedMs} {v.OnsetMs} {v.ClosedMs}"));

        public static string Line(Window window, VerdictFeed feed) => string.Join(
            '\n',
            feed.Verdicts.Select(v => FormattableString.Invariant($"{v.Id} {v.State} {v.Culprit} {v.Drop:R} {v.Sessions} {v.Households} {v.OpenedMs} {v.OnsetMs} {v.ClosedMs}"))
                .Concat(feed.Cells.Select(c => FormattableString.Invariant($"{c.Cell} {c.Status} {c.Sessions} {c.Drop:R} {c.Testifying:R}")))
                .Append(window.ToString()));

        public void Evaluated(Window window, VerdictFeed feed)
        {
            Lines.Add(Line(window, feed));
            Verdicts.UnionWith(Named(feed));
        }

        public void Measured(string sessionId, Window window, SessionHealth? health)
        {
        }
    }
}
