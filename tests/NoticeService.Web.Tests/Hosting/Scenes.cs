using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Networks;
using NoticeService.Domain.Notices;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Now;

namespace NoticeService.Web.Tests.Hosting;

/// <summary>Moments of the service as the page must show them.</summary>
internal static class Scenes
{
    /// <summary>What is said of norms that did not grow from live traffic.</summary>
    public const string LabelledHistory = "a labelled calm history, 3,000 households";

    /// <summary>Nothing is wrong.</summary>
    public static NowSnapshot Calm(DateTimeOffset at) => new()
    {
        At = at,
        Pod = "notice-7c9d4",
        Leader = true,
        Feed = FeedOf(at, World.Calm(World.Isps, World.Paths)),
        Isps = World.Isps,
        Paths = World.Paths,
        Sessions = 48_213,
        SamplesAccepted = 9_214_553,
        SamplesDropped = new Dictionary<string, long> { ["Late"] = 412, ["UnknownServer"] = 37, ["AbsurdThroughput"] = 3, ["Duplicate"] = 0 },
        NoticesSent = new Dictionary<string, long>(),
        Refusals = new Dictionary<string, long>(),
        Receipts = new Dictionary<string, long>(),
        LastNotices = [],
        Health =
        [
            new("store", true, "Redis at 127.0.0.1:6380 answers in 0.4 ms."),
            new("leader", true, "notice-7c9d4 evaluates, epoch 12."),
            new("configuration", true, "notices.json read at 09:41:03."),
            new("networks", true, "9 ISPs, 5 paths, 42 servers."),
        ],
    };

    /// <summary>Before the first window has ended.</summary>
    public static NowSnapshot Starting(DateTimeOffset at) => Calm(at) with { Feed = VerdictFeed.Empty, Leader = false, Sessions = 0, SamplesAccepted = 0, SamplesDropped = new Dictionary<string, long>() };

    /// <summary>One interconnection is low, not yet certain.</summary>
    public static NowSnapshot Suspected(DateTimeOffset at) => Calm(at) with
    {
        Feed = FeedOf(
            at,
            World.Calm(World.Isps, World.Paths).With(CellStatus.Suspected, cell => VerizonOverCogent(cell) ? 0.41 : null),
            Interconnect(at) with { State = VerdictState.Suspected, Drop = 0.41, Confidence = 0.93, Reason = SuspectedReason }),
        HistoryLabel = LabelledHistory,
    };

    /// <summary>The same, certain; viewers are told.</summary>
    public static NowSnapshot InterconnectOpen(DateTimeOffset at) => Calm(at) with
    {
        Feed = FeedOf(
            at,
            World.Calm(World.Isps, World.Paths).With(CellStatus.Crowded, cell => VerizonOverCogent(cell) ? cell.Metro == "New York" ? 0.66 : 0.62 : null),
            Interconnect(at)),
        NoticesSent = new Dictionary<string, long> { ["Interconnect"] = 1_284 },
        Refusals = new Dictionary<string, long> { ["NotInCohort"] = 18_220, ["Cooldown"] = 903, ["IspPacing"] = 211, ["CapReached"] = 0 },
        Receipts = new Dictionary<string, long> { ["Displayed"] = 1_190, ["Dismissed"] = 341, ["Failed"] = 9 },
        LastNotices = Notices(at, "verizon-fios", "cogent", Culprit.Interconnect),
        HistoryLabel = LabelledHistory,
    };

    /// <summary>An ISP is crowded over every path, the interconnection has recovered, something else is suspected.</summary>
    public static NowSnapshot IspOpen(DateTimeOffset at) => InterconnectOpen(at) with
    {
        Feed = FeedOf(
            at,
            World.Calm(World.Isps, World.Paths)
                .With(CellStatus.Crowded, cell => cell.Isp == "comcast" ? 0.48 + cell.Path.Length % 3 * 0.03 : null)
                .With(CellStatus.Suspected, cell => cell is { Path: "tata", Metro: "Chicago" } && cell.Isp != "comcast" ? 0.27 : null),
            Isp(at),
            Undetermined(at),
            Interconnect(at) with { State = VerdictState.Closed, OnsetMs = at.AddMinutes(-33).ToUnixTimeMilliseconds(), OpenedMs = at.AddMinutes(-32.5).ToUnixTimeMilliseconds(), ClosedMs = at.AddMinutes(-14).ToUnixTimeMilliseconds() },
            Isp(at) with { Id = "isp.cox", Isp = "cox", State = VerdictState.Retracted, RetractedMs = at.AddMinutes(-36).ToUnixTimeMilliseconds(), Retraction = "Tata towards all of its ISPs was slow, and that explains it.", Drop = 0.29, OnsetMs = at.AddMinutes(-55).ToUnixTimeMilliseconds(), ClosedMs = at.AddMinutes(-41).ToUnixTimeMilliseconds(), Metros = ["Chicago"] }),
        Courses = [new("isp.comcast", 0.55, 0.51, 0.51), new("interconnect.verizon-fios.cogent", 0.71, 0.64, 0.02)],
        NoticesSent = new Dictionary<string, long> { ["Interconnect"] = 1_284, ["Isp"] = 6_120 },
        LastNotices = [.. Notices(at, "comcast", "level3", Culprit.Isp), .. Notices(at.AddMinutes(-15), "verizon-fios", "cogent", Culprit.Interconnect)],
    };

    /// <summary>A bad file was put down: the last good one stays in force.</summary>
    public static NowSnapshot ConfigurationRejected(DateTimeOffset at) => Unhealthy(
        InterconnectOpen(at), "configuration", "notices.json line 41: cohorts[1].percentage is 140; it must be between 0 and 100. The file of 09:41:03 stays in force.");

    /// <summary>No store: nothing may be sent.</summary>
    public static NowSnapshot StoreUnhealthy(DateTimeOffset at) => Unhealthy(
        InterconnectOpen(at), "store", "Redis at 127.0.0.1:6380 has not answered for 12 s. No notice is sent until it does; telemetry goes on.");

    /// <summary>The leader has died and no pod has taken over.</summary>
    public static NowSnapshot NoLeader(DateTimeOffset at)
    {
        var open = InterconnectOpen(at);
        return Unhealthy(open, "leader", "No window was evaluated for 95 s: no verdict changes and no notice is sent. See the store.") with
        {
            Leader = false,
            Feed = open.Feed with { Window = Window.At(at.AddSeconds(-95).ToUnixTimeMilliseconds()) },
        };
    }

    /// <summary>More ISPs than anybody reads.</summary>
    public static NowSnapshot ManyIsps(DateTimeOffset at)
    {
        List<Isp> isps = [.. World.Isps, .. Enumerable.Range(1, 391).Select(i => new Isp($"isp-{i:000}", $"Rural Telephone Cooperative {i}"))];
        List<NetPath> paths = [.. World.Paths, .. Enumerable.Range(1, 7).Select(i => new NetPath($"ix-{i}", $"Exchange {i}", PathKind.Peering))];
        return InterconnectOpen(at) with
        {
            Isps = isps,
            Paths = paths,
            Feed = FeedOf(
                at,
                World.Calm(isps, paths).With(CellStatus.Crowded, cell => VerizonOverCogent(cell) || cell is { Isp: "isp-207", Path: "ix-3" } ? 0.62 : null),
                Interconnect(at)),
        };
    }

    /// <summary>Names that are markup, wherever a name can come from outside.</summary>
    public static NowSnapshot Hostile(DateTimeOffset at)
    {
        const string Bait = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">";
        var open = InterconnectOpen(at);
        return open with
        {
            Pod = $"pod{Bait}",
            HistoryLabel = $"label{Bait}",
            Isps = [.. open.Isps.Select(isp => isp with { Name = $"{isp.Name}{Bait}" })],
            Paths = [.. open.Paths.Select(path => path with { Name = $"{path.Name}{Bait}" })],
            Feed = open.Feed with
            {
                Verdicts = [.. open.Feed.Verdicts.Select(verdict => verdict with { Reason = Bait, Metros = [Bait], Id = $"\"'><b>{verdict.Id}" })],
                Cells = [.. open.Feed.Cells.Select(state => state with { Cell = state.Cell with { Metro = $"{state.Cell.Metro}\" onmouseover=\"document.title='owned'" } })],
            },
            LastNotices = [.. open.LastNotices.Select(notice => notice with { Text = Bait, Cohort = Bait, Metro = Bait, Language = "en\" onclick=\"x" })],
            Health = [.. open.Health.Select(item => new HealthItem($"{item.Name}{Bait}", item.Healthy, Bait))],
            Refusals = new Dictionary<string, long> { [Bait] = 1 },
        };
    }

    /// <summary>Every scene by name, in the order of a bad evening.</summary>
    public static IReadOnlyList<(string Name, Func<DateTimeOffset, NowSnapshot> At)> All { get; } =
    [
        ("starting", Starting), ("calm", Calm), ("suspected", Suspected), ("interconnect-open", InterconnectOpen), ("isp-open", IspOpen),
        ("configuration-rejected", ConfigurationRejected), ("store-unhealthy", StoreUnhealthy), ("no-leader", NoLeader), ("many-isps", ManyIsps), ("hostile", Hostile),
    ];

    private const string SuspectedReason =
        "verizon-fios over cogent in New York, Chicago lost 41 % of throughput against calm, seen by 212 households (64 % degraded; 6 % in calm). Not yet certain: ln M = 6.8.";

    private static VerdictFeed FeedOf(DateTimeOffset at, List<CellState> cells, params Verdict[] verdicts) => new()
    {
        Epoch = 12,
        Sequence = at.ToUnixTimeSeconds(),
        Window = Window.At(at.ToUnixTimeMilliseconds()).Previous,
        Cells = cells,
        Verdicts = verdicts,
    };

    private static bool VerizonOverCogent(CellKey cell) => cell is { Isp: "verizon-fios", Path: "cogent", Metro: "New York" or "Chicago" };

    private static Verdict Interconnect(DateTimeOffset at) => new()
    {
        Id = "interconnect.verizon-fios.cogent",
        Culprit = Culprit.Interconnect,
        State = VerdictState.Open,
        Isp = "verizon-fios",
        Path = "cogent",
        Metros = ["Chicago", "New York"],
        OnsetMs = at.AddMinutes(-7).ToUnixTimeMilliseconds(),
        OpenedMs = at.AddMinutes(-6.5).ToUnixTimeMilliseconds(),
        Confidence = 0.9999987,
        Drop = 0.64,
        Sessions = 2_847,
        Households = 2_610,
        Reason = "verizon-fios over cogent in Chicago, New York lost 64 % of throughput against calm, seen by 2610 households (81 % degraded; 6 % in calm). "
            + "At the same time verizon-fios over other paths lost 3 % (at most 7 %). At the same time other ISPs over cogent lost 2 % (at most 5 %). "
            + "Each is well without the other, so it is where they meet. ln M = 24.3.",
    };

    private static Verdict Isp(DateTimeOffset at) => new()
    {
        Id = "isp.comcast",
        Culprit = Culprit.Isp,
        State = VerdictState.Open,
        Isp = "comcast",
        Metros = [],
        OnsetMs = at.AddMinutes(-3).ToUnixTimeMilliseconds(),
        OpenedMs = at.AddMinutes(-2.6).ToUnixTimeMilliseconds(),
        Confidence = 0.99999991,
        Drop = 0.51,
        Sessions = 14_906,
        Households = 13_871,
        Reason = "comcast over cogent, direct, level3, tata, xo lost 51 % of throughput against calm, seen by 13871 households (74 % degraded; 5 % in calm). "
            + "At the same time other ISPs over the same paths lost 2 % (at most 3 %). The paths carry others well, so it is the ISP's own network. ln M = 41.0.",
    };

    private static Verdict Undetermined(DateTimeOffset at) => new()
    {
        Id = "undetermined.tata",
        Culprit = Culprit.Undetermined,
        State = VerdictState.Suspected,
        Path = "tata",
        Metros = ["Chicago"],
        OnsetMs = at.AddMinutes(-1).ToUnixTimeMilliseconds(),
        OpenedMs = at.AddSeconds(-40).ToUnixTimeMilliseconds(),
        Confidence = 0.71,
        Drop = 0.27,
        Sessions = 340,
        Households = 331,
        Reason = "tata towards att, cox, charter in Chicago lost 27 % of throughput against calm, seen by 331 households (44 % degraded; 7 % in calm). "
            + "There is nothing to compare with, so two causes fit alike and nobody is named. Not yet certain: ln M = 3.2.",
    };

    private static List<LedgerRecord> Notices(DateTimeOffset at, string isp, string path, Culprit culprit) =>
        [.. Enumerable.Range(0, 8).Select(i => new LedgerRecord
        {
            NoticeId = $"{isp}-{path}-{i}",
            State = (NoticeState)(1 + (i % 4)),
            Household = new HouseholdId(0xABCDEF, (ulong)i),
            SessionId = $"secret-session-{i}",
            VerdictId = "v",
            Culprit = culprit,
            Isp = isp,
            Path = path,
            Metro = World.Metros[i % 2 * 2],
            Cohort = "spring-test",
            Holdout = i == 3,
            Shadow = i == 5,
            Text = NoticeTexts.Default.Find(culprit, i == 6 ? "es" : "en", World.Isps.Single(one => one.Id == isp).Name)!.Text,
            Language = i == 6 ? "es" : "en",
            Shortfall = -1.6,
            DecidedMs = at.AddSeconds(-3 - (i * 7)).ToUnixTimeMilliseconds(),
        })];

    private static NowSnapshot Unhealthy(NowSnapshot snapshot, string name, string detail) =>
        snapshot with { Health = [.. snapshot.Health.Select(item => item.Name == name ? new HealthItem(name, false, detail) : item)] };
}
