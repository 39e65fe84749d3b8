using System.Globalization;
using System.Net;
using NoticeService.Lab.Traces;

namespace NoticeService.Lab.Simulation;

/// <summary>Draws the households of a world. Pure: the same options and network give the same people.</summary>
internal static class Population
{
    // Puffer's estimates dip while the sender idles, so most homes get the plainer FCC shapes.
    private const double PufferShare = 0.25;

    // An ISP with one block in a hundred left to itself is still found.
    private const int MaxBlockDraws = 1_000;

    // Homes of one plan differ, octaves: what the modem negotiates, what the house is wired with.
    private const double PlanSpreadOctaves = 0.25;

    // An eighth of the homes has bad Wi-Fi and so half of all fades.
    private const double PoorWifi = 0.125;

    // Subscribers who arrive come within a minute.
    private const double ArrivalSeconds = 60;

    // Players that fill in app_limited, and those that do not.
    private static readonly (string Player, bool SaysAppLimited)[] Players =
        [("tv-app 7.2", true), ("tv-app 7.1", true), ("web 3.14", false), ("stick 2.0", true), ("console 5.5", false)];

    private static readonly double[] PlayerWeights = [0.4, 0.15, 0.2, 0.15, 0.1];

    public static IReadOnlyList<Household> Draw(WorldOptions options, WorldNetwork network, TraceLibrary traces)
    {
        var blocks = DrawBlocks(options, network);
        if (options.Isps is not { } isps)
        {
            return [.. Enumerable.Range(0, options.Households).Select(i => DrawOne(options, network, traces, blocks, i, i % network.Isps.Count, null, false))];
        }

        var households = new List<Household>(options.Households);
        for (var isp = 0; isp < isps.Count; isp++)
        {
            for (var i = 0; i < isps[isp].Households; i++)
            {
                var arrives = i >= isps[isp].Households - isps[isp].Arrivals;
                households.Add(DrawOne(options, network, traces, blocks, households.Count, isp, isps[isp], arrives));
            }
        }

        return households;
    }

    private static Household DrawOne(WorldOptions options, WorldNetwork network, TraceLibrary traces, uint[][] blocks, int index, int isp, IspPopulation? of, bool arrives)
    {
        var random = new SeededRandom(options.Seed, 1, (ulong)index);
        var metro = of?.MetroWeights is { } weights ? random.Weighted([.. weights]) : index / network.Isps.Count % network.Metros.Count;
        var homes = blocks[isp * network.Metros.Count + metro];
        var address = homes[random.NextInt(homes.Length)] + 1 + (uint)random.NextInt(254);
        var mix = (arrives ? of!.ArrivalPlans : null) ?? of?.Plans ?? PlanMix.Of(network.Isps[isp].Id);
        var plan = PlanMix.PlansKbps[random.Weighted(mix.Weights)];
        var kind = random.NextDouble() < PufferShare ? traces.Puffer : traces.Fcc;
        var line = kind[random.NextInt(kind.Count)];
        var (player, says) = Players[random.Weighted(PlayerWeights)];
        return new Household(
            index,
            string.Create(CultureInfo.InvariantCulture, $"viewer-{options.Seed}-{index:d6}"),
            Text(address),
            isp,
            metro,
            options.PlansVary ? (int)(plan * Math.Pow(2, random.Between(-PlanSpreadOctaves, PlanSpreadOctaves))) : plan,
            line,
            random.NextInt(line.LengthSeconds),
            random.Between(0.015, 0.06),
            player,
            says)
        {
            Seats = random.NextDouble() < options.SharedHomes ? 2 + random.NextInt(2) : 1,
            ArrivesAtS = arrives ? of!.ArriveAtS + random.Between(0, ArrivalSeconds) : double.NegativeInfinity,
            Load = of?.Load ?? RegionalLoad.None,
            LoadShare = random.Between(0.6, 1.4),
            Fades = DrawFades(options, index, ref random),
        };
    }

    private static List<Fade> DrawFades(WorldOptions options, int index, ref SeededRandom random)
    {
        var fades = options.HomeFaults.Where(f => f.Household == index).Select(f => f.Fade).ToList();
        if (options.FadesPerHour > 0)
        {
            var perHour = options.FadesPerHour * (random.NextDouble() < PoorWifi ? 0.5 / PoorWifi : 0.5 / (1 - PoorWifi));
            for (var at = random.Exponential(3600 / perHour); at < options.FadesUntilS; at += random.Exponential(3600 / perHour))
            {
                var until = at + 20 + random.Exponential(70);
                fades.Add(new Fade(at, until, random.Between(0.15, 0.7)));
                at = until;
            }
        }

        fades.Sort((a, b) => a.FromS.CompareTo(b.FromS));
        return fades;
    }

    // Large ranges get more blocks, as they have more people.
    private static uint[][] DrawBlocks(WorldOptions options, WorldNetwork network)
    {
        var result = new uint[network.Isps.Count * network.Metros.Count][];
        for (var isp = 0; isp < network.Isps.Count; isp++)
        {
            var ranges = network.Isps[isp].Ranges.Where(range => range.Blocks > 0).ToList();
            var sizes = ranges.Select(range => (double)range.Blocks).ToArray();
            var random = new SeededRandom(options.Seed, 2, (ulong)isp);
            for (var metro = 0; metro < network.Metros.Count; metro++)
            {
                var blocks = new uint[options.Isps?[isp].Blocks ?? options.BlocksPerIspMetro];
                for (var i = 0; i < blocks.Length; i++)
                {
                    blocks[i] = DrawBlock(network, network.Isps[isp], ranges, sizes, ref random);
                }

                result[isp * network.Metros.Count + metro] = blocks;
            }
        }

        return result;
    }

    private static uint DrawBlock(WorldNetwork network, WorldIsp isp, List<AddressRange> ranges, double[] sizes, ref SeededRandom random)
    {
        for (var attempt = 0; attempt < MaxBlockDraws; attempt++)
        {
            var range = ranges[random.Weighted(sizes)];
            var block = range.Block((long)(random.NextDouble() * range.Blocks));
            if (network.Owns(isp, block) && network.Owns(isp, block + 255))
            {
                return block;
            }
        }

        throw new InvalidOperationException($"Nearly all addresses of {isp.Id} belong to other ISPs by longer prefixes: no player can live there.");
    }

    private static string Text(uint address) =>
        new IPAddress([(byte)(address >> 24), (byte)(address >> 16), (byte)(address >> 8), (byte)address]).ToString();
}
