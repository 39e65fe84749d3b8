using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Net;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Samples;

namespace NoticeService.Domain.Networks;

/// <summary>Who is who: client address to ISP, server name to path and metro. Immutable and thread-safe.</summary>
public sealed class NetworkTable
{
    private readonly PrefixTable<OwnerHistory> prefixes;
    private readonly FrozenDictionary<uint, OwnerHistory> asns;
    private readonly IAsnSource? asnSource;
    private readonly FrozenDictionary<string, Isp> ispsById;
    private readonly FrozenDictionary<string, NetPath> pathsById;
    private readonly FrozenDictionary<string, CdnServer> serversByName;

    // Filled as they are met: all of them would be ISPs times servers.
    private readonly ConcurrentDictionary<(string Isp, CdnServer Server), CdnServerRef> refs = new();

    /// <param name="isps">ISPs with what they own.</param>
    /// <param name="paths">Paths.</param>
    /// <param name="servers">Servers, each on one of the paths.</param>
    /// <param name="asnSource">Needed when an ISP is given by AS numbers; null otherwise.</param>
    /// <exception cref="ArgumentException">An id twice, a prefix or AS of two ISPs at one time, or a server on no path. The configuration reader finds these first and says where.</exception>
    public NetworkTable(IEnumerable<IspNetworks> isps, IEnumerable<NetPath> paths, IEnumerable<CdnServer> servers, IAsnSource? asnSource = null)
    {
        var networks = isps.ToList();
        Isps = [.. networks.Select(n => n.Isp).OrderBy(i => i.Id, StringComparer.Ordinal)];
        Paths = [.. paths.OrderBy(p => p.Id, StringComparer.Ordinal)];
        Servers = [.. servers.OrderBy(s => s.Name, StringComparer.Ordinal)];
        Metros = [.. Servers.Select(s => s.Metro).Distinct().Order(StringComparer.Ordinal)];
        this.asnSource = asnSource;
        ispsById = Isps.ToFrozenDictionary(i => i.Id, StringComparer.Ordinal);
        pathsById = Paths.ToFrozenDictionary(p => p.Id, StringComparer.Ordinal);
        serversByName = Servers.ToFrozenDictionary(s => s.Name, StringComparer.OrdinalIgnoreCase);
        if (Servers.FirstOrDefault(s => !pathsById.ContainsKey(s.Path)) is { } lost)
        {
            throw new ArgumentException($"The server {lost.Name} is on the path {lost.Path}, which is not there.", nameof(servers));
        }

        prefixes = new PrefixTable<OwnerHistory>(networks
            .SelectMany(n => n.Prefixes, (n, p) => (Key: p.Prefix, p.Period, n.Isp))
            .GroupBy(o => o.Key)
            .Select(g => KeyValuePair.Create(g.Key, new OwnerHistory(g.Key.ToString(), g.Select(o => (o.Period, o.Isp))))));
        asns = networks
            .SelectMany(n => n.Asns, (n, a) => (Key: a.Asn, a.Period, n.Isp))
            .GroupBy(o => o.Key)
            .ToFrozenDictionary(g => g.Key, g => new OwnerHistory($"AS{g.Key}", g.Select(o => (o.Period, o.Isp))));
    }

    /// <summary>Nothing is known.</summary>
    public static NetworkTable Empty { get; } = new([], [], []);

    /// <summary>By id.</summary>
    public IReadOnlyList<Isp> Isps { get; }

    /// <summary>By id.</summary>
    public IReadOnlyList<NetPath> Paths { get; }

    /// <summary>By name.</summary>
    public IReadOnlyList<CdnServer> Servers { get; }

    /// <summary>The metros that have servers, by name.</summary>
    public IReadOnlyList<string> Metros { get; }

    /// <summary>The ISP that an address belonged to: by the longest prefix that had an owner then, else by its AS.</summary>
    /// <param name="address">The client's address as we saw it.</param>
    /// <param name="timeMs">When, ms since the Unix epoch: owners change.</param>
    /// <returns>Null when no ISP of ours owned it.</returns>
    public Isp? Resolve(IPAddress address, long timeMs)
    {
        if (prefixes.TryFind(address, timeMs, static (owners, time) => owners.At(time) is not null, out var found))
        {
            return found.At(timeMs);
        }

        return asnSource is not null && asns.TryGetValue(asnSource.FindAsn(address), out var owners) ? owners.At(timeMs) : null;
    }

    /// <summary>The server of a name, in any case, as host names are; null when it is not in the table.</summary>
    public CdnServer? FindServer(string name) => serversByName.GetValueOrDefault(name);

    /// <summary>A server as sessions of one ISP see it: one object for all of them. Null when the server is not in the table.</summary>
    /// <param name="name">In any case.</param>
    /// <param name="isp">The ISP's id; empty when unknown.</param>
    public CdnServerRef? FindServer(string name, string isp) => FindServer(name) is { } server
        ? refs.GetOrAdd((isp, server), static key => new CdnServerRef(key.Server.Name, new CellKey(key.Isp, key.Server.Path, key.Server.Metro)))
        : null;

    /// <summary>The ISP of an id; null when there is none.</summary>
    public Isp? FindIsp(string id) => ispsById.GetValueOrDefault(id);

    /// <summary>The path of an id; null when there is none.</summary>
    public NetPath? FindPath(string id) => pathsById.GetValueOrDefault(id);
}
