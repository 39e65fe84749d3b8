namespace NoticeService.Lab.Simulation;

/// <summary>Every link of a network, by number, and its capacity now. Not thread-safe.</summary>
internal sealed class LinkTable
{
    private readonly Link[] links;
    private readonly double[] capacity;
    private readonly double[] background;
    private readonly int metros;
    private readonly int paths;
    private readonly int interconnects;
    private readonly int transits;
    private readonly int servers;

    public LinkTable(WorldNetwork network)
    {
        metros = network.Metros.Count;
        paths = network.Paths.Count;
        interconnects = network.Isps.Count * metros;
        transits = interconnects + network.Isps.Count * paths * metros;
        servers = transits + paths * metros;
        links =
        [
            .. from isp in network.Isps from metro in network.Metros select new Link(LinkKind.Access, isp.Id, null, metro, null),
            .. from isp in network.Isps from path in network.Paths from metro in network.Metros select new Link(LinkKind.Interconnect, isp.Id, path, metro, null),
            .. from path in network.Paths from metro in network.Metros select new Link(LinkKind.Transit, null, path, metro, null),
            .. from server in network.Servers select new Link(LinkKind.Server, null, server.Path, server.Metro, server.Name),
        ];
        capacity = new double[links.Length];
        background = new double[links.Length];
        Array.Fill(capacity, double.PositiveInfinity);
    }

    public int Count => links.Length;

    /// <summary>Capacities now, kbit/s, by link number; infinite while nothing is wrong: links are built for more than the evening.</summary>
    public ReadOnlySpan<double> CapacityKbps => capacity;

    /// <summary>Flows of others that take whatever share of the link they get, by link number.</summary>
    public ReadOnlySpan<double> Background => background;

    public Link this[int index] => links[index];

    public int Access(int isp, int metro) => isp * metros + metro;

    public int Interconnect(int isp, int path, int metro) => interconnects + (isp * paths + path) * metros + metro;

    public int Transit(int path, int metro) => transits + path * metros + metro;

    public int Server(int server) => servers + server;

    /// <summary>Numbers of the links that a selector means.</summary>
    public IEnumerable<int> Matching(LinkSelector selector) =>
        Enumerable.Range(0, links.Length).Where(i => selector.Matches(links[i]));

    /// <summary>Whether the link may be full.</summary>
    public bool IsSqueezed(int link) => capacity[link] < double.PositiveInfinity;

    /// <summary>What it carries from now on, kbit/s, and for how many flows of others.</summary>
    public void Squeeze(int link, double kbps, double others = 0) => (capacity[link], background[link]) = (kbps, others);

    /// <summary>It carries what it is asked to again.</summary>
    public void Restore(int link) => Squeeze(link, double.PositiveInfinity);
}
