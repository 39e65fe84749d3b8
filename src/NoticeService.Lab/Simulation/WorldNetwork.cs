using NoticeService.Domain.Networks;

namespace NoticeService.Lab.Simulation;

/// <summary>IPv4 addresses from first to last, inclusive.</summary>
internal readonly record struct AddressRange(uint First, uint Last)
{
    /// <summary>How many whole /24 blocks lie inside.</summary>
    public long Blocks => Math.Max(0, ((long)Last + 1 >> 8) - ((long)First + 255 >> 8));

    /// <summary>First address of a whole /24 block inside.</summary>
    public uint Block(long index) => (uint)((((long)First + 255 >> 8) + index) << 8);
}

/// <summary>An ISP of the simulated world, and where its subscribers' addresses lie.</summary>
internal sealed record WorldIsp(string Id, string Name, IReadOnlyList<AddressRange> Ranges);

/// <summary>Who and where: the tables that the service reads too.</summary>
internal sealed class WorldNetwork
{
    private readonly int[][] serversByIspMetro;

    /// <param name="isps">ISPs.</param>
    /// <param name="servers">Servers.</param>
    /// <param name="owns">Whether an ISP has an address: ranges may overlap, and the longest prefix wins. Null is always.</param>
    /// <param name="reaches">Whether an ISP is served over a path. Null is always.</param>
    /// <exception cref="ArgumentException">No ISP, no server, or an ISP without a whole /24 of addresses.</exception>
    public WorldNetwork(IReadOnlyList<WorldIsp> isps, IReadOnlyList<CdnServer> servers, Func<WorldIsp, uint, bool>? owns = null, Func<string, string, bool>? reaches = null)
    {
        Owns = owns ?? ((_, _) => true);
        if (isps.Count == 0 || servers.Count == 0)
        {
            throw new ArgumentException("A world needs at least one ISP and one server.");
        }

        if (isps.FirstOrDefault(isp => isp.Ranges.Sum(range => range.Blocks) == 0) is { } empty)
        {
            throw new ArgumentException($"ISP {empty.Id} has no whole /24 of IPv4 addresses: its players would have no address.");
        }

        Isps = isps;
        Servers = servers;
        Paths = servers.Select(server => server.Path).Distinct().Order(StringComparer.Ordinal).ToList();
        Metros = servers.Select(server => server.Metro).Distinct().Order(StringComparer.Ordinal).ToList();
        serversByIspMetro = isps
            .SelectMany(isp => Metros.Select(metro => Enumerable.Range(0, servers.Count)
                .Where(i => servers[i].Metro == metro && (reaches is null || reaches(isp.Id, servers[i].Path)))
                .ToArray()))
            .ToArray();
        if (serversByIspMetro.Any(found => found.Length == 0))
        {
            throw new ArgumentException("Every ISP needs a server in every metro.");
        }
    }

    public IReadOnlyList<WorldIsp> Isps { get; }

    public IReadOnlyList<CdnServer> Servers { get; }

    /// <summary>Whether an ISP has an address.</summary>
    public Func<WorldIsp, uint, bool> Owns { get; }

    public IReadOnlyList<string> Paths { get; }

    public IReadOnlyList<string> Metros { get; }

    /// <summary>Indices of the servers that an ISP's players of a metro are sent to.</summary>
    public int[] ServersOf(int isp, int metro) => serversByIspMetro[isp * Metros.Count + metro];

    public int PathOf(int server) => IndexOf(Paths, Servers[server].Path);

    private static int IndexOf(IReadOnlyList<string> list, string item)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] == item)
            {
                return i;
            }
        }

        return -1;
    }
}
