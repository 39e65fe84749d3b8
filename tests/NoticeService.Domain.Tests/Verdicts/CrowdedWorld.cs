using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Tests.Verdicts;

/// <summary>Households with steady norms and noisy calm, over every ISP, path and server of two metros; a cap in kbit/s crowds a cell.</summary>
internal sealed class CrowdedWorld
{
    private readonly System.Random random;
    private readonly List<Home> homes = [];
    private readonly Queue<IReadOnlyList<CellStats>> recent = new();
    private Window window = new(1_000);
    private bool isPlaying;

    public CrowdedWorld(int seed, int homesPerServer, params string[] isps)
        : this(seed, _ => homesPerServer, isps)
    {
    }

    public CrowdedWorld(int seed, Func<string, int> homesPerServer, params string[] isps)
    {
        random = new System.Random(seed);
        foreach (var isp in isps)
        {
            foreach (var path in new[] { "cogent", "level3", "direct" })
            {
                foreach (var metro in new[] { "nyc", "was" })
                {
                    for (var i = 0; i < 2 * homesPerServer(isp); i++)
                    {
                        Settle(new CellKey(isp, path, metro), i % 2, 13 + 3 * random.NextDouble());
                    }
                }
            }
        }

        Learn(30, (_, _) => null);
    }

    /// <summary>Share of the homes of <see cref="LiesWhere"/> whose word is <see cref="Lie"/>, from the first played window on.</summary>
    public double Liars { get; init; }

    public Func<CellKey, bool> LiesWhere { get; init; } = _ => false;

    /// <summary>The shortfall that liars claim, octaves.</summary>
    public double Lie { get; set; }

    /// <summary>What a home reports, octaves beside its norm, given what it gets; null is nothing. By default what it gets.</summary>
    public Func<Home, double, double?> Reports { get; set; } = (_, shortfall) => shortfall;

    public VerdictEngine Engine { get; private set; } = new(new VerdictSettings());

    /// <summary>The window played or learned last.</summary>
    public Window Window => window;

    public IReadOnlyList<Verdict> Open => [.. Engine.Feed().Open];

    /// <summary>Every verdict that opened so far and named somebody.</summary>
    public HashSet<(Culprit Culprit, string? Isp, string? Path)> Named { get; } = [];

    /// <summary>Every verdict that opened so far, in its last state, whoever it names.</summary>
    public Dictionary<string, Verdict> All { get; } = new(StringComparer.Ordinal);

    /// <summary>A home more.</summary>
    /// <param name="cell">Where.</param>
    /// <param name="server">Which of the two servers, 0 or 1.</param>
    /// <param name="log2">Its norm, log2 kbit/s.</param>
    /// <param name="block">Its address block; null is one of its own.</param>
    public void Settle(CellKey cell, int server, double log2, ulong? block = null) => homes.Add(new Home(
        cell, $"{cell.Path}-{cell.Metro}-{server}", new HouseholdId(0, (ulong)random.NextInt64(long.MinValue, long.MaxValue)), block ?? (ulong)random.NextInt64(), log2));

    /// <summary>The leader dies; the next one has what it stored, and rereads the newest windows.</summary>
    public void ChangeLeader()
    {
        Engine = new VerdictEngine(new VerdictSettings(), Engine.Save());
        foreach (var cells in recent)
        {
            Engine.Remember(cells);
        }
    }

    /// <summary>Windows that nobody reports or that come too late.</summary>
    public void Lose(int windows) => window += windows;

    /// <summary>Windows that the engine takes for calm.</summary>
    public void Learn(int windows, Func<CellKey, string, double?> capKbps)
    {
        for (var i = 0; i < windows; i++)
        {
            Engine.LearnCalm(window = window.Next, Cells(capKbps));
        }
    }

    /// <summary>Plays windows; <paramref name="capKbps"/> says what a home gets at most there, or null.</summary>
    public void Play(int windows, Func<CellKey, string, double?> capKbps)
    {
        isPlaying = true;
        for (var i = 0; i < windows; i++)
        {
            var cells = Cells(capKbps);
            Engine.Evaluate(window = window.Next, cells);
            recent.Enqueue(cells);
            while (recent.Count > new VerdictSettings().RecentWindows)
            {
                recent.Dequeue();
            }

            foreach (var verdict in Engine.Feed().Verdicts.Where(v => v.State != VerdictState.Suspected))
            {
                All[verdict.Id] = verdict;
            }

            Named.UnionWith(Open.Where(v => v.Culprit != Culprit.Undetermined).Select(v => (v.Culprit, v.Isp, v.Path)));
        }
    }

    private IReadOnlyList<CellStats> Cells(Func<CellKey, string, double?> capKbps) => CellAssembly.Build([.. homes.SelectMany<Home, Contribution>(h =>
    {
        var calm = h.Log2 - 0.3 - 0.5 * random.NextDouble() * random.NextDouble() - (random.Next(12) == 0 ? 1.5 : 0);
        var now = capKbps(h.Cell, h.Server) is { } cap ? Math.Min(calm, Math.Log2(cap) - 0.1 * random.NextDouble()) : calm;
        var lies = isPlaying && LiesWhere(h.Cell) && h.Id.Low % 1_000 < 1_000 * Liars;
        var said = lies ? Lie : isPlaying ? Reports(h, now - h.Log2) : now - h.Log2;
        return said is { } shortfall ? [new Contribution(h.Cell, h.Server, h.Id, h.Block, shortfall, (int)Math.Floor(h.Log2), false)] : [];
    })]);

    /// <summary>One home.</summary>
    /// <param name="Log2">Its norm, log2 kbit/s.</param>
    internal readonly record struct Home(CellKey Cell, string Server, HouseholdId Id, ulong Block, double Log2);
}
