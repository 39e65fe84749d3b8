using NoticeService.Domain.Samples;
using NoticeService.Lab.Simulation;

namespace NoticeService.Lab.Suite;

/// <summary>Puts what only looks like crowding into a world.</summary>
internal sealed class ConfounderDraw(PlannedNetwork plan, SuiteWorld world, double atS, ulong seed)
{
    // Forgers among all sessions of those whom they want blamed.
    private const double MostForged = 0.05;

    private static readonly string[][] Releases = [["tv-app 7.2"], ["tv-app 7.2", "web 3.14"], ["tv-app 7.2", "tv-app 7.1", "web 3.14"]];

    private static readonly int[] LowTops = [560, 750, 1_050];

    private SeededRandom random = new(seed, 102);

    public SuiteWorld Apply() => world.Confounder switch
    {
        Confounder.MixShift => MixShift(),
        Confounder.EveningDecline => EveningDecline(),
        Confounder.LowBitrateTitles => WithOptions(world.Options with { TitleEvents = [DrawTitle()] }),
        Confounder.PlayerRelease => world with
        {
            Reports = world.Reports with { Release = new PlayerRelease(atS, random.Between(10, 300), Releases[random.NextInt(Releases.Length)], random.Between(0.4, 0.75)) },
        },
        Confounder.ForgedFewAddresses => Forge(blocks: 1 + random.NextInt(4), 20_000 + random.NextInt(200_000), 500 + random.NextInt(3_000)),
        Confounder.ForgedManyAddresses => Forge(blocks: 250, 20_000 + random.NextInt(200_000), 500 + random.NextInt(3_000)),
        Confounder.ForgedAtClamp => Forge(blocks: 250, SampleRules.MaxThroughputKbps, 1),
        Confounder.WifiFades => WithOptions(world.Options with { FadesPerHour = random.Between(3, 6) }),
        Confounder.TinyIsps => WithOptions(world.Options with { FadesPerHour = random.Between(1, 3) }),
        Confounder.Reconnect => WithOptions(world.Options with { ReconnectAtS = atS }),
        Confounder.PodMissing => world with { Reports = world.Reports with { PodLoss = new PodLoss(atS, atS + random.Between(60, 600), 2 + random.NextInt(5)) } },
        _ => world,
    };

    private SuiteWorld WithOptions(WorldOptions options) => world with { Options = options };

    private SuiteWorld MixShift()
    {
        var at = random.NextInt(plan.Households.Count);
        var isps = world.Options.Isps!.ToArray();
        var arrivals = (int)(isps[at].Households * random.Between(0.1, 0.5));
        isps[at] = isps[at] with { Households = isps[at].Households + arrivals, Arrivals = arrivals, ArriveAtS = atS, ArrivalPlans = PlanMix.Copper };
        return WithOptions(world.Options with { Isps = isps, Households = world.Options.Households + arrivals });
    }

    private SuiteWorld EveningDecline()
    {
        var octaves = random.Between(0.12, 0.4);
        var isps = world.Options.Isps!
            .Select(isp => isp with { Load = isp.Load with { EveningFromS = world.LeadSeconds, EveningToS = world.LeadSeconds + 1800, EveningOctaves = octaves * random.Between(0.85, 1.15) } })
            .ToArray();
        return WithOptions(world.Options with { Isps = isps });
    }

    private TitleEvent DrawTitle() => new(
        atS,
        atS + random.Between(300, 1500),
        random.NextDouble() < 0.5 ? random.NextInt(plan.Households.Count) : null,
        random.Between(0.15, 0.6),
        LowTops[random.NextInt(LowTops.Length)]);

    // At one crossing, or at all of an ISP: whoever wants somebody blamed would try either.
    private SuiteWorld Forge(int blocks, long high, long low)
    {
        var isp = random.NextInt(plan.Households.Count);
        var paths = plan.Network.Paths.Where(p => plan.Expected(isp, p, []) > 0).ToList();
        IReadOnlyList<string> at = random.NextDouble() < 0.5 ? paths : [paths[random.NextInt(paths.Count)]];
        var servers = plan.Network.Servers.Where(s => at.Contains(s.Path)).Select(s => s.Name).ToList();
        var count = (int)Math.Max(2, MostForged * at.Sum(p => plan.Expected(isp, p, [])));
        return world with { Forged = [new ForgedGroup(PlannedNetwork.IspId(isp), servers, count, blocks, atS, high, low)] };
    }
}
