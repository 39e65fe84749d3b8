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

    // Players that fill in app_limited, and those that do not.
    private static readonly (string Player, bool SaysAppLimited)[] Players =
        [("tv-app 7.2", true), ("tv-app 7.1", true), ("web 3.14", false), ("stick 2.0", true), ("console 5.5", false)];

    private static readonly double[] PlayerWeights = [0.4, 0.15, 0.2, 0.15, 0.1];

    public static IReadOnlyList<Household> Draw(WorldOptions options, WorldNetwork network, TraceLibrary traces)
    {
        var blocks = DrawBlocks(options, network);
        return Enumerable.Range(0, options.Households).Select(index => DrawOne(options, network, traces, blocks, index)).ToList();
    }

    private static Household DrawOne(WorldOptions options, WorldNetwork network, TraceLibrary traces, uint[][] blocks, int index)
    {
        var random = new SeededRandom(options.Seed, 1, (ulong)index);
        var isp = options.IspWeights is { } weights ? random.Weighted([.. weights]) : index % network.Isps.Count;
        var metro = index / network.Isps.Count % network.Metros.Count;
        var homes = blocks[isp * network.Metros.Count + metro];
        var address = homes[random.NextInt(homes.Length)] + 1 + (uint)random.NextInt(254);
        var plan = PlanMix.PlansKbps[random.Weighted(PlanMix.Of(network.Isps[isp].Id).Weights)];
        var kind = random.NextDouble() < PufferShare ? traces.Puffer : traces.Fcc;
        var line = kind[random.NextInt(kind.Count)];
        var (player, says) = Players[random.Weighted(PlayerWeights)];
        return new Household(
            index,
            string.Create(CultureInfo.InvariantCulture, $"viewer-{options.Seed}-{index:d6}"),
            Text(address),
            isp,
            metro,
            plan,
            line,
            random.NextInt(line.LengthSeconds),
            random.Between(0.015, 0.06),
            player,
            says);
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
                var blocks = new uint[options.BlocksPerIspMetro];
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
