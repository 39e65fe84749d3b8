using System.Globalization;
using System.Text;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;
using NoticeService.Domain.Networks;
using NoticeService.Domain.Samples;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Recording;
using NoticeService.Pipeline.Replay;
using NoticeService.Pipeline.Sessions;

namespace NoticeService.Pipeline.Tests.Replay;

/// <summary>A small country by the file: two ISPs over two paths, from which one crossing loses half.</summary>
public sealed class TelemetryReplayTests
{
    private const string Header = "time_ms,session_id,user_id,client_ip,server,throughput_kbps,encoded_bitrate_kbps,top_bitrate_kbps,buffer_ms,starved_ms,object_bytes,app_limited,player";
    private const long StartMs = 1_700_000_000_000;
    private const int Homes = 80;

    private static readonly string[] Isps = ["verizon", "comcast"];
    private static readonly string[] Paths = ["cogent", "level3"];

    private readonly HouseholdKey key = new(new byte[16]);
    private readonly NetworkTable network = new(
        Isps.Select((isp, i) => new IspNetworks(new Isp(isp, isp), [new OwnedPrefix(Prefix($"10.{i}.0.0/16"), Period.Always)], [])),
        Paths.Select(path => new NetPath(path, path, PathKind.Transit)),
        Paths.SelectMany(path => new[] { new CdnServer($"{path}-1", path, "nyc"), new CdnServer($"{path}-2", path, "nyc") }));

    [Fact]
    public void Take_CrowdedInterconnection_OpensAndClosesThatVerdict()
    {
        var heard = Play(Rows(windows: 80, slowFrom: 50, slowTo: 62));
        var opened = Assert.Single(heard.Verdicts.Values, v => v.State is VerdictState.Open or VerdictState.Closed);
        Assert.Equal((Culprit.Interconnect, "verizon", "cogent", VerdictState.Closed), (opened.Culprit, opened.Isp, opened.Path, opened.State));
        Assert.InRange(opened.OpenedMs - StartMs, 50 * Window.LengthMs, 55 * Window.LengthMs);
        Assert.InRange(opened.ClosedMs!.Value - StartMs, 62 * Window.LengthMs, 70 * Window.LengthMs);
        var evidence = Assert.IsType<VerdictEvidence>(opened.Evidence);
        Assert.InRange(evidence.Accused.Lost, 0.25, 0.75);
        Assert.Equal([("verizon", null), (null, "cogent")], evidence.Rivals.Select(r => (r.Peers.Isp, r.Peers.Path)).OrderByDescending(r => r.Isp));
        Assert.Contains(evidence.Certainty, c => c.LnM >= new VerdictSettings().CertainLnM);
    }

    // A release that reports less than the last one did, on all of one ISP's homes at once and in the middle of their playbacks:
    // under the same release the ISP is named for it, under a new one the homes have no norm to be held against.
    [Theory]
    [InlineData("tv/1.0", true)]
    [InlineData("tv/2.0", false)]
    public void Take_PlayerUpdatedInMidSession_ReportsLess_NamesNobody(string laterPlayer, bool named)
    {
        var rows = Rows(windows: 70, slowFrom: 99, slowTo: 99)
            .Select(r => r.Id.StartsWith("verizon", StringComparison.Ordinal) && r.TimeMs >= StartMs + 50 * Window.LengthMs
                ? r with { Kbps = r.Kbps * 4 / 10, Player = laterPlayer }
                : r)
            .ToList();
        Assert.Equal(named, Play(rows).Verdicts.Values.Any(v => v is { State: VerdictState.Open, Culprit: not Culprit.Undetermined }));
    }

    [Fact]
    public void Take_AnyOrderWithinAMinute_GivesTheSame()
    {
        var rows = Rows(windows: 70, slowFrom: 50, slowTo: 70);
        var random = new Random(7);
        var shuffled = rows.OrderBy(r => r.TimeMs + random.Next(0, 59_000)).ToList();
        Assert.NotEqual(rows, shuffled);
        Assert.Equal(Play(rows).Story, Play(shuffled).Story);
    }

    [Fact]
    public void Take_RowBehindByMoreThanAMinute_IsCountedAndChangesNothing()
    {
        var rows = Rows(windows: 60, slowFrom: 50, slowTo: 60);
        var story = Play(rows).Story;
        rows.Add(rows[0] with { Id = "straggler" });
        var heard = Play(rows);
        Assert.Equal(1, heard.Replay.Counts.TooLate);
        Assert.Equal(story, heard.Story);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2_000)]
    public void Take_RowAYearAhead_IsCountedAndCostsNobodyAnything(int at)
    {
        var rows = Rows(windows: 60, slowFrom: 50, slowTo: 60);
        var story = Play(rows).Story;
        rows.Insert(at, rows[at] with { Id = "ahead", TimeMs = rows[at].TimeMs + 365L * 24 * 3600 * 1000 });
        var heard = Play(rows);
        Assert.Equal(1, heard.Replay.Counts.FarAhead);
        Assert.Equal(story, heard.Story);
    }

    [Fact]
    public void Take_AGapOfADay_GoesOnAfterIt()
    {
        var rows = Rows(windows: 60, slowFrom: 55, slowTo: 60);
        var later = Rows(windows: 10, slowFrom: 10, slowTo: 10).Select(r => r with { TimeMs = r.TimeMs + 24L * 3600 * 1000, Id = r.Id + "b" });
        var heard = Play([.. rows, .. later]);
        Assert.Equal(0, heard.Replay.Counts.Dropped);
        Assert.All(heard.Verdicts.Values.Where(v => v.State != VerdictState.Suspected), v => Assert.Equal(VerdictState.Closed, v.State));
        Assert.Equal(70, heard.Replay.Counts.Windows);
    }

    [Fact]
    public void Take_SessionsThatCameAndWent_AreNotKept()
    {
        // Each plays for a minute: only those of the last minutes are held.
        var heard = new Hearing();
        var replay = new TelemetryReplay(network, key, new VerdictEngine(new VerdictSettings()), observer: heard);
        var most = 0;
        Feed(
            Enumerable.Range(0, 600).SelectMany(w => Enumerable.Range(0, 10).Select(i => new Row(StartMs + w * 10_000L + i, $"s-{w / 6}-{i}", $"u-{i}", "10.0.1.1", "cogent-1", 8_000))),
            replay,
            () => most = Math.Max(most, replay.LiveSessions));
        Assert.InRange(most, 10, 60);
    }

    [Fact]
    public void Take_UnknownServerAndAddress_AreCounted()
    {
        var heard = Play([.. Rows(windows: 3, slowFrom: 3, slowTo: 3), new Row(StartMs + 20_000, "x", "x", "10.0.1.1", "nowhere", 5_000), new Row(StartMs + 20_000, "y", "y", "not an address", "cogent-1", 5_000)]);
        Assert.Equal((1, 1), (heard.Replay.Counts[DropReason.UnknownServer], heard.Replay.Counts.UnknownIsp));
    }

    private static IpPrefix Prefix(string text)
    {
        Assert.True(IpPrefix.TryParse(text, out var prefix, out _));
        return prefix;
    }

    private static List<Row> Rows(int windows, int slowFrom, int slowTo)
    {
        var random = new Random(11);
        var rows = new List<Row>();
        for (var w = 0; w < windows; w++)
        {
            for (var i = 0; i < Isps.Length; i++)
            {
                foreach (var path in Paths)
                {
                    for (var home = 0; home < Homes; home++)
                    {
                        var share = Isps[i] == "verizon" && path == "cogent" && w >= slowFrom && w < slowTo ? 0.4 : 1;
                        var id = $"{Isps[i]}-{path}-{home}";
                        var kbps = (long)(20_000 * share * (0.8 + 0.4 * random.NextDouble()));
                        rows.Add(new Row(StartMs + w * 10_000L + rows.Count % 9_000, id, $"user-{id}", $"10.{i}.{home}.7", $"{path}-{1 + home % 2}", kbps));
                    }
                }
            }
        }

        return rows;
    }

    private Hearing Play(IReadOnlyList<Row> rows)
    {
        var heard = new Hearing();
        heard.Replay = new TelemetryReplay(network, key, new VerdictEngine(new VerdictSettings()), observer: heard);
        Feed(rows, heard.Replay, () => { });
        return heard;
    }

    private static void Feed(IEnumerable<Row> rows, TelemetryReplay replay, Action afterEach)
    {
        var text = new StringBuilder(Header).Append('\n');
        foreach (var row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{row.TimeMs},{row.Id},{row.User},{row.Address},{row.Server},{row.Kbps},4000,8000,20000,0,4000000,,{row.Player}\n");
        }

        using var reader = new TelemetryReader(new MemoryStream(Encoding.UTF8.GetBytes(text.ToString())));
        while (reader.Read(out var line, out var mistake))
        {
            Assert.Null(mistake);
            replay.Take(line);
            afterEach();
        }

        replay.Finish();
        Assert.Equal(0, replay.LiveSessions);
    }

    private sealed record Row(long TimeMs, string Id, string User, string Address, string Server, long Kbps, string Player = "tv/1.0");

    private sealed class Hearing : IReplayObserver
    {
        private readonly StringBuilder story = new();

        public TelemetryReplay Replay { get; set; } = null!;

        public Dictionary<string, Verdict> Verdicts { get; } = new(StringComparer.Ordinal);

        public string Story => story.ToString();

        public void Evaluated(Window window, VerdictFeed feed)
        {
            foreach (var verdict in feed.Verdicts)
            {
                Verdicts[verdict.Id] = verdict;
                story.AppendLine(CultureInfo.InvariantCulture, $"{window.Index} {verdict.Id} {verdict.State} {verdict.Drop:R} {verdict.Reason}");
            }
        }

        public void Measured(string sessionId, Window window, SessionHealth? health)
        {
        }
    }
}
