using System.Globalization;
using NoticeService.Domain.Networks;
using NoticeService.Domain.Verdicts;
using NoticeService.Lab.Simulation;

namespace NoticeService.Lab.Suite;

/// <summary>
/// Draws a world from a seed. What a world is about follows from the seed by a sequence of low discrepancy, so that any run of
/// consecutive seeds has all kinds in about their shares.
/// </summary>
internal sealed class WorldDraw
{
    // The plastic number's powers: a sequence of low discrepancy in three dimensions (Roberts 2018).
    private const double Kind = 0.8191725133961645, Depth = 0.6710436067037893, Length = 0.5497004779019703;

    /// <summary>Households of the ISP for which DESIGN section 8 has a target of its own.</summary>
    public const int TinyIsp = 120;

    private const double FaultShare = 0.6;
    private const double ConfoundedFaults = 0.35;
    private const double ThinCoverage = 0.25;
    private const double MissingPaths = 0.15;

    private readonly ulong seed;
    private SeededRandom random;

    public WorldDraw(ulong seed)
    {
        this.seed = seed;
        random = new SeededRandom(seed, 100);
    }

    public SuiteWorld Draw()
    {
        var confounder = DrawConfounder(out var hasFault);
        var plan = DrawNetwork(confounder);
        var lead = random.NextDouble() switch
        {
            < 0.25 => 600,
            < 0.7 => 1200,
            _ => 1800,
        };
        IReadOnlyList<Fault> faults = hasFault ? new FaultDraw(plan, random.Next()).Draw(Sequence(Kind * 7), Sequence(Depth), Sequence(Length), lead) : [];
        var happensUntil = faults.Count > 0 ? faults.Max(f => f.Course.ToS) : lead + random.Between(900, 1500);
        var end = (int)Math.Ceiling(happensUntil) + SuiteWorld.AfterSeconds;
        var at = faults.Count > 0 ? faults[0].Course.FromS + random.Between(-60, 120) : lead + random.Between(10, 300);
        var world = new SuiteWorld
        {
            Seed = seed,
            Network = plan.Network,
            Tables = plan.Tables,
            SessionsOfIsp = plan.Households,
            LeadSeconds = lead,
            Seconds = end,
            Faults = faults,
            Confounder = confounder,
            Reports = DrawReports(),
            Options = new WorldOptions
            {
                Seed = seed,
                RunTag = "w",
                Households = plan.Households.Sum(),
                Isps = DrawIsps(plan, lead, end),
                SharedHomes = random.Between(0, 0.2),
                FadesPerHour = random.Between(0.3, 1.2),
                FadesUntilS = end,
                ShortSegments = random.Between(0, 0.12),
                PlansVary = true,
                HomeFaults = DrawHomeFaults(plan.Households.Sum(), lead, end),
                MeanSessionSeconds = random.Between(1500, 3000),
            },
        };
        return new ConfounderDraw(plan, world, at, random.Next()).Apply();
    }

    private double Sequence(double step) => (0.5 + seed % 1_000_003 * step) % 1;

    private Confounder DrawConfounder(out bool hasFault)
    {
        var u = Sequence(Kind);
        hasFault = u < FaultShare;
        var all = Enum.GetValues<Confounder>();
        if (hasFault)
        {
            return u / FaultShare < ConfoundedFaults ? all[1 + random.NextInt(all.Length - 1)] : Confounder.None;
        }

        // A world without any of them has one share like each.
        return all[(int)((u - FaultShare) / (1 - FaultShare) * all.Length)];
    }

    private PlannedNetwork DrawNetwork(Confounder confounder)
    {
        var isps = 3 + random.Weighted([0.6, 1, 1, 1, 1, 0.7]);
        var paths = 2 + random.Weighted([0.5, 1, 1, 0.7]);
        var metros = 1 + random.NextInt(3);
        var households = DrawSizes(isps, confounder);
        var reach = Coverage(isps, paths);
        var carriers = DrawCarriers(paths, metros, reach);
        var worldIsps = Enumerable.Range(0, isps).Select(i => new WorldIsp(PlannedNetwork.IspId(i), PlannedNetwork.IspId(i), [new AddressRange((uint)(10 << 24 | i << 16), (uint)(10 << 24 | i << 16 | 0xFFFF))])).ToList();
        var servers = new List<CdnServer>();
        for (var metro = 0; metro < metros; metro++)
        {
            for (var path = 0; path < paths; path++)
            {
                var count = carriers[path, metro] ? 1 + random.Weighted([0.15, 0.55, 0.3]) : 0;
                servers.AddRange(Enumerable.Range(1, count).Select(n => new CdnServer($"cache{n}.m{metro}.p{path}", PlannedNetwork.PathId(path), PlannedNetwork.MetroId(metro))));
            }
        }

        var network = new WorldNetwork(worldIsps, servers, reaches: (isp, path) => reach[PlannedNetwork.Index(isp), PlannedNetwork.Index(path)]);
        var tables = new NetworkTable(
            worldIsps.Select(isp => new IspNetworks(new Isp(isp.Id, isp.Name), [new OwnedPrefix(IpPrefix.Parse($"10.{PlannedNetwork.Index(isp.Id)}.0.0/16"), Period.Always)], [])),
            Enumerable.Range(0, paths).Select(i => new NetPath(PlannedNetwork.PathId(i), PlannedNetwork.PathId(i), PathKind.Transit)),
            servers);
        var weights = Enumerable.Range(0, isps).Select(_ => Enumerable.Range(0, metros).Select(_ => random.Between(0.3, 1)).ToArray()).ToArray();
        var natted = confounder == Confounder.CarrierNat ? (int?)random.NextInt(isps) : null;
        return new PlannedNetwork(network, tables, households, weights, natted);
    }

    // From thousands down to a hundred; the smallest is tiny more often than not.
    private int[] DrawSizes(int isps, Confounder confounder)
    {
        var sizes = new int[isps];
        var size = random.Between(600, 1500);
        for (var i = 0; i < isps; i++)
        {
            sizes[i] = (int)Math.Max(80, size);
            size *= random.Between(0.45, 0.9);
        }

        if (random.NextDouble() < 0.6)
        {
            sizes[^1] = TinyIsp;
        }

        if (confounder == Confounder.TinyIsps)
        {
            for (var i = isps / 2; i < isps; i++)
            {
                sizes[i] = 50 + random.NextInt(120);
            }
        }

        return sizes;
    }

    // The largest ISPs are served over most paths, some over one only; now and then a path has one ISP.
    private bool[,] Coverage(int isps, int paths)
    {
        var covered = new bool[isps, paths];
        for (var isp = 0; isp < isps; isp++)
        {
            for (var path = 0; path < paths; path++)
            {
                covered[isp, path] = random.NextDouble() >= ThinCoverage;
            }

            covered[isp, random.NextInt(paths)] = true;
        }

        if (random.NextDouble() < 0.5)
        {
            var (isp, only) = (random.NextInt(isps), random.NextInt(paths));
            for (var path = 0; path < paths; path++)
            {
                covered[isp, path] = path == only;
            }
        }

        if (random.NextDouble() < 0.3)
        {
            var (path, only) = (random.NextInt(paths), random.NextInt(isps));
            for (var isp = 0; isp < isps; isp++)
            {
                covered[isp, path] = isp == only;
                covered[isp, (path + 1) % paths] |= isp != only;
            }
        }

        return covered;
    }

    // Some paths are not in some metros; every ISP keeps one everywhere.
    private bool[,] DrawCarriers(int paths, int metros, bool[,] reach)
    {
        var present = new bool[paths, metros];
        for (var metro = 0; metro < metros; metro++)
        {
            for (var path = 0; path < paths; path++)
            {
                present[path, metro] = metro == 0 || random.NextDouble() >= MissingPaths;
            }

            for (var isp = 0; isp < reach.GetLength(0); isp++)
            {
                var over = Enumerable.Range(0, paths).Where(p => reach[isp, p]).ToArray();
                if (!over.Any(p => present[p, metro]))
                {
                    present[over[0], metro] = true;
                }
            }
        }

        return present;
    }

    private List<IspPopulation> DrawIsps(PlannedNetwork plan, int lead, int end)
    {
        PlanMix[] mixes = [PlanMix.Copper, PlanMix.Cable, PlanMix.Fibre];
        var isps = new List<IspPopulation>();
        for (var i = 0; i < plan.Households.Count; i++)
        {
            isps.Add(new IspPopulation(plan.Households[i], mixes[random.Weighted([0.3, 0.45, 0.25])])
            {
                MetroWeights = plan.MetroWeights[i],
                Blocks = i == plan.Natted ? 3 : null,

                // The evening takes some per cent from everybody while we watch.
                Load = new RegionalLoad(0, end, random.Between(0, 0.12), random.Between(0.01, 0.07), random.Between(180, 1200), random.Between(0, 6)),
            });
        }

        return isps;
    }

    private ReportRules DrawReports() => new()
    {
        Seed = seed,
        Lost = random.Between(0, 0.05),
        Quiet = random.Between(0, 0.02),
        IsBare = random.NextDouble() < 0.2,
    };

    // A handful of homes whose router gives up.
    private List<(int Household, Fade Fade)> DrawHomeFaults(int households, int lead, int end)
    {
        var faults = new List<(int, Fade)>();
        for (var i = random.NextInt(12); i > 0; i--)
        {
            var at = random.Between(lead, Math.Max(lead + 60, end - 400));
            faults.Add((random.NextInt(households), new Fade(at, at + random.Between(240, 900), random.Between(0.04, 0.25))));
        }

        return faults;
    }
}
