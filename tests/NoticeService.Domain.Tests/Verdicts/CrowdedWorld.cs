using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Tests.Verdicts;

/// <summary>Households with steady norms and noisy calm, over every ISP, path and server of two metros; a cap in kbit/s crowds a cell.</summary>
internal sealed class CrowdedWorld
{
    private readonly System.Random random;
    private readonly List<(CellKey Cell, string Server, HouseholdId Id, ulong Block, double Log2)> homes = [];
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
                        homes.Add((new CellKey(isp, path, metro), $"{path}-{metro}-{i % 2}", new HouseholdId(0, (ulong)random.NextInt64()), (ulong)random.NextInt64(), 13 + 3 * random.NextDouble()));
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

    public VerdictEngine Engine { get; } = new(new VerdictSettings());

    public IReadOnlyList<Verdict> Open => [.. Engine.Feed().Open];

    /// <summary>Every verdict that opened so far and named somebody.</summary>
    public HashSet<(Culprit Culprit, string? Isp, string? Path)> Named { get; } = [];

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
            Engine.Evaluate(window = window.Next, Cells(capKbps));
            Named.UnionWith(Open.Where(v => v.Culprit != Culprit.Undetermined).Select(v => (v.Culprit, v.Isp, v.Path)));
        }
    }

    private IReadOnlyList<CellStats> Cells(Func<CellKey, string, double?> capKbps) => CellAssembly.Build([.. homes.Select(h =>
    {
        var calm = h.Log2 - 0.3 - 0.5 * random.NextDouble() * random.NextDouble() - (random.Next(12) == 0 ? 1.5 : 0);
        var now = capKbps(h.Cell, h.Server) is { } cap ? Math.Min(calm, Math.Log2(cap) - 0.1 * random.NextDouble()) : calm;
        var lies = isPlaying && LiesWhere(h.Cell) && h.Id.Low % 1_000 < 1_000 * Liars;
        return new Contribution(h.Cell, h.Server, h.Id, h.Block, lies ? Lie : now - h.Log2, (int)Math.Floor(h.Log2), false);
    })]);
}
