using NoticeService.Domain.Cells;
using NoticeService.Domain.Networks;
using NoticeService.Lab.Simulation;

namespace NoticeService.Lab.Suite.Long;

/// <summary>A time in which something looks like crowding.</summary>
/// <param name="From">First window.</param>
/// <param name="To">The window after the last.</param>
/// <param name="Isp">Where, by index; null is everywhere.</param>
/// <param name="Share">Share of the homes that it takes.</param>
/// <param name="Value">How much: its kind says of what.</param>
internal readonly record struct Episode(int From, int To, int? Isp, double Share, double Value);

/// <summary>A share of throughput that homes faster than a cap lose: to check this generator against the first.</summary>
/// <param name="Isp">Index; null is all.</param>
/// <param name="Path">Id; null is all.</param>
/// <param name="CapLog2Kbps">What a home gets at most.</param>
internal readonly record struct CellFault(int From, int To, int? Isp, string? Path, double CapLog2Kbps);

/// <summary>A world without a fault, as the second generator plays it. Immutable.</summary>
internal sealed record CellWorldPlan
{
    private const int DayWindows = 8_640;

    // Of things that look like crowding, in a day.
    private const int EpisodesPerDay = 8;

    private static readonly Confounder[] Kinds = [.. Enum.GetValues<Confounder>().Where(c => c != Confounder.CarrierNat)];

    public required ulong Seed { get; init; }

    public required Confounder Confounder { get; init; }

    public required IReadOnlyList<int> Households { get; init; }

    public required IReadOnlyList<PlanMix> Plans { get; init; }

    public required IReadOnlyList<CdnServer> Servers { get; init; }

    /// <summary>By ISP: the servers that it plays from, by index.</summary>
    public required IReadOnlyList<int[]> ServersOfIsp { get; init; }

    /// <summary>By ISP: what its homes share.</summary>
    public required IReadOnlyList<RegionalLoad> Loads { get; init; }

    public required IReadOnlyList<Episode> Episodes { get; init; }

    /// <summary>How long it is watched, windows.</summary>
    public required int Windows { get; init; }

    /// <summary>Only in tests: the long run has none.</summary>
    public CellFault? Fault { get; init; }

    /// <summary>A day of a world.</summary>
    public static CellWorldPlan Draw(ulong seed) => Draw(seed, Kinds[(int)(seed % (ulong)Kinds.Length)], DayWindows);

    /// <summary>A world with something that looks like crowding.</summary>
    /// <param name="seed">Decides everything else.</param>
    /// <param name="confounder">What.</param>
    /// <param name="windows">For how long.</param>
    public static CellWorldPlan Draw(ulong seed, Confounder confounder, int windows)
    {
        var random = new SeededRandom(seed, 200);
        var isps = 5 + random.NextInt(6);
        var paths = 2 + random.NextInt(2);
        var metros = 1 + random.Weighted([0.9, 0.1]);
        var servers = (from metro in Enumerable.Range(0, metros) from path in Enumerable.Range(0, paths) from n in Enumerable.Range(1, 2)
                       select new CdnServer($"cache{n}.m{metro}.p{path}", PlannedNetwork.PathId(path), PlannedNetwork.MetroId(metro))).ToArray();
        var ofIsp = new int[isps][];
        for (var isp = 0; isp < isps; isp++)
        {
            var skipped = random.NextDouble() < 0.4 ? random.NextInt(paths) : -1;
            ofIsp[isp] = [.. Enumerable.Range(0, servers.Length).Where(s => servers[s].Path != PlannedNetwork.PathId(skipped))];
        }

        PlanMix[] mixes = [PlanMix.Copper, PlanMix.Cable, PlanMix.Fibre];
        return new CellWorldPlan
        {
            Seed = seed,
            Confounder = confounder,
            Windows = windows,
            Servers = servers,
            ServersOfIsp = ofIsp,
            Households = DrawSizes(isps, confounder, ref random),
            Plans = DrawPlans(isps, mixes, ref random),
            Loads = DrawLoads(isps, confounder, windows, ref random),
            Episodes = DrawEpisodes(isps, confounder, windows, ref random),
        };
    }

    private static int[] DrawSizes(int isps, Confounder confounder, ref SeededRandom random)
    {
        var sizes = new int[isps];
        var size = random.Between(500, 1_000);
        for (var i = 0; i < isps; i++)
        {
            sizes[i] = confounder == Confounder.TinyIsps && i >= isps / 2 ? 50 + random.NextInt(120) : (int)Math.Max(90, size);
            size *= random.Between(0.55, 0.95);
        }

        return sizes;
    }

    private static PlanMix[] DrawPlans(int isps, PlanMix[] mixes, ref SeededRandom random)
    {
        var plans = new PlanMix[isps];
        for (var i = 0; i < isps; i++)
        {
            plans[i] = mixes[random.Weighted([0.3, 0.45, 0.25])];
        }

        return plans;
    }

    private static RegionalLoad[] DrawLoads(int isps, Confounder confounder, int windows, ref SeededRandom random)
    {
        var loads = new RegionalLoad[isps];
        var evening = confounder == Confounder.EveningDecline ? random.Between(0.2, 0.5) : random.Between(0.05, 0.2);
        var hours = confounder == Confounder.EveningDecline ? random.Between(0.7, 3) : 4;
        var from = 0.7 * windows * Window.LengthMs / 1000;
        for (var i = 0; i < isps; i++)
        {
            loads[i] = new RegionalLoad(from, from + hours * 3600, evening * random.Between(0.85, 1.15), random.Between(0.01, 0.07), random.Between(180, 1200), random.Between(0, 6));
        }

        return loads;
    }

    private static List<Episode> DrawEpisodes(int isps, Confounder confounder, int windows, ref SeededRandom random)
    {
        var episodes = new List<Episode>();
        for (var i = 0; i < EpisodesPerDay; i++)
        {
            // Not in the first tenth: norms and calm are known by then.
            var from = (int)(windows * (0.1 + 0.9 * (i + random.NextDouble()) / EpisodesPerDay));
            var to = from + 12 + random.NextInt(240);
            int? one = random.NextInt(isps);
            episodes.Add(confounder switch
            {
                Confounder.MixShift => new Episode(from, windows, one, random.Between(0.05, 0.3), 0),
                Confounder.LowBitrateTitles => new Episode(from, to, random.NextDouble() < 0.5 ? one : null, random.Between(0.15, 0.6), random.NextInt(3)),
                Confounder.PlayerRelease => new Episode(from, to, null, random.Between(0.3, 0.8), random.Between(0.4, 0.75)),
                Confounder.ForgedAtClamp or Confounder.ForgedFewAddresses or Confounder.ForgedManyAddresses => new Episode(from, to, one, 0.05, 0),
                Confounder.Reconnect => new Episode(from, from + 3, null, 1, 0),
                Confounder.PodMissing => new Episode(from, to, null, 1.0 / (2 + random.NextInt(5)), 0),
                _ => new Episode(0, 0, null, 0, 0),
            });
        }

        return episodes;
    }
}
