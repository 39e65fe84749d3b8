using System.Globalization;
using NoticeService.Domain.Networks;
using NoticeService.Domain.Verdicts;
using NoticeService.Lab.Simulation;

namespace NoticeService.Lab.Suite;

/// <summary>
/// One random world: ISPs of very different size and plans, paths with uneven coverage, metros, and one fault or none.
/// The same seed makes the same world.
/// </summary>
internal sealed class SuiteWorld
{
    /// <summary>Calm before the fault, s: norms are mature and calm is known.</summary>
    public const int CalmSeconds = 1200;

    /// <summary>After the fault, s.</summary>
    public const int AfterSeconds = 180;

    private const double ThinCoverage = 0.25;

    private SuiteWorld(ulong seed, WorldNetwork network, NetworkTable tables, WorldOptions options, Fault? fault)
    {
        Seed = seed;
        Network = network;
        Tables = tables;
        Options = options;
        Fault = fault;
    }

    public ulong Seed { get; }

    public WorldNetwork Network { get; }

    /// <summary>The tables that the replay reads.</summary>
    public NetworkTable Tables { get; }

    public WorldOptions Options { get; }

    /// <summary>Null in a calm world.</summary>
    public Fault? Fault { get; }

    /// <summary>How long the fault and what follows last, s.</summary>
    public int ScriptSeconds => (int)Math.Ceiling(Fault?.ToS ?? 600) + AfterSeconds;

    /// <summary>The fault as events of a script.</summary>
    public CrowdingScript Script => Fault is not { } fault ? CrowdingScript.Calm : new CrowdingScript(
    [
        Event(fault, fault.FromS, fault.Fraction),
        Event(fault, fault.ToS, null),
    ]);

    /// <summary>Draws a world.</summary>
    /// <param name="seed">Decides everything.</param>
    /// <param name="households">How many.</param>
    public static SuiteWorld Draw(ulong seed, int households)
    {
        var random = new SeededRandom(seed, 100);
        var isps = 4 + random.NextInt(6);
        var paths = 3 + random.NextInt(3);
        var metros = 1 + random.NextInt(3);
        var weights = Enumerable.Range(0, isps).Select(i => 1.0 / Math.Pow(i + 1, 0.8)).ToArray();
        var covered = Coverage(isps, paths, ref random);
        var worldIsps = Enumerable.Range(0, isps).Select(i => new WorldIsp(IspId(i), IspId(i), [new AddressRange((uint)(10 << 24 | i << 16), (uint)(10 << 24 | i << 16 | 0xFFFF))])).ToList();
        var servers = (from metro in Enumerable.Range(0, metros) from path in Enumerable.Range(0, paths) from n in Enumerable.Range(1, 2)
                       select new CdnServer($"cache{n}.m{metro}.p{path}", $"p{path}", $"m{metro}")).ToList();
        var network = new WorldNetwork(worldIsps, servers, reaches: (isp, path) => covered[Index(isp), Index(path)]);
        var tables = new NetworkTable(
            worldIsps.Select(isp => new IspNetworks(new Isp(isp.Id, isp.Name), [new OwnedPrefix(IpPrefix.Parse($"10.{Index(isp.Id)}.0.0/16"), Period.Always)], [])),
            Enumerable.Range(0, paths).Select(i => new NetPath($"p{i}", $"p{i}", PathKind.Transit)),
            servers);
        var options = new WorldOptions { Seed = seed, Households = households, IspWeights = weights, RunTag = "w" };
        return new SuiteWorld(seed, network, tables, options, DrawFault(isps, paths, covered, ref random));
    }

    /// <summary>The same world with another fault, or none.</summary>
    public SuiteWorld With(Fault? fault) => new(Seed, Network, Tables, Options, fault);

    private static ScriptEvent Event(Fault fault, double atS, double? fraction) => new()
    {
        AtS = atS,
        Link = fault.Link.Kind,
        Isp = fault.Link.Isp,
        Path = fault.Link.Path,
        Metro = fault.Link.Metro,
        Server = fault.Link.Server,
        Fraction = fraction,
    };

    // The largest ISPs are served over most paths, the small ones over few; every path has someone.
    private static bool[,] Coverage(int isps, int paths, ref SeededRandom random)
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

        return covered;
    }

    private static Fault? DrawFault(int isps, int paths, bool[,] covered, ref SeededRandom random)
    {
        // From a quarter gone, at the edge of what is named, to nearly all.
        var fraction = random.Between(0.15, 0.8);
        var length = random.Between(120, 480);
        var isp = random.NextInt(isps);
        var path = random.NextInt(paths);
        while (!covered[isp, path])
        {
            isp = random.NextInt(isps);
            path = random.NextInt(paths);
        }

        (Culprit Culprit, LinkSelector Link)? drawn = random.NextDouble() switch
        {
            < 0.25 => (Culprit.Isp, new LinkSelector(LinkKind.Access, IspId(isp))),
            < 0.55 => (Culprit.Interconnect, new LinkSelector(LinkKind.Interconnect, IspId(isp), $"p{path}")),
            < 0.75 => (Culprit.Path, new LinkSelector(LinkKind.Transit, null, $"p{path}")),
            < 0.85 => (Culprit.Service, new LinkSelector(LinkKind.Server)),
            _ => null,
        };
        return drawn is { } fault ? new Fault(fault.Culprit, fault.Link, fraction, 5, 5 + length) : null;
    }

    private static string IspId(int index) => string.Create(CultureInfo.InvariantCulture, $"i{index}");

    private static int Index(string id) => int.Parse(id.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture);
}
