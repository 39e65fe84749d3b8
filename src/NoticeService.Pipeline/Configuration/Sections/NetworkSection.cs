using NoticeService.Domain.Networks;
using NoticeService.Pipeline.Configuration.Json;

namespace NoticeService.Pipeline.Configuration.Sections;

/// <summary>
/// Reads ISPs, paths, servers and the names of AS tables: the <c>network</c> of <c>notices.json</c>, and the whole of a
/// stand-alone <c>network.json</c>.
/// </summary>
internal sealed class NetworkSection
{
    private readonly Mistakes mistakes;
    private readonly OwnershipCheck<IpPrefix> prefixes;
    private readonly OwnershipCheck<uint> asns;

    private NetworkSection(Mistakes mistakes)
    {
        this.mistakes = mistakes;
        prefixes = new OwnershipCheck<IpPrefix>(mistakes, p => p.ToString());
        asns = new OwnershipCheck<uint>(mistakes, a => $"AS{a}");
    }

    public static NetworkDraft Read(ConfigNode node, Mistakes mistakes) =>
        ObjectReader.Read(node, mistakes, new NetworkSection(mistakes).Read) ?? NetworkDraft.Empty;

    private NetworkDraft Read(ObjectReader network)
    {
        network.Optional("$schema");
        var isps = Unique(network.Items("isps"), i => i.Isp.Id, StringComparer.Ordinal, "ISP", ReadIsp);
        var paths = Unique(network.Items("paths"), p => p.Id, StringComparer.Ordinal, "path", ReadPath);
        var known = paths.Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
        var servers = Unique(network.Items("servers"), s => s.Name, StringComparer.OrdinalIgnoreCase, "server", s => ReadServer(s, known));
        return new NetworkDraft(isps, paths, servers)
        {
            AsnRanges = network.Optional("asn_ranges"),
            Mmdb = network.Optional("mmdb"),
            FirstAsn = asns.First,
        };
    }

    private IspNetworks? ReadIsp(ObjectReader isp)
    {
        var id = isp.Required("id").AsId(mistakes);
        var name = isp.Required("name").AsText(mistakes, 100);
        var read = new Isp(id ?? "", name ?? "");
        var ownPrefixes = isp.Items("prefixes").Select(node => Owned(node, "prefix", ReadPrefix, prefixes, read)).OfType<(IpPrefix Key, Period Period)>();
        var ownAsns = isp.Items("asns").Select(node => Owned(node, "asn", ReadAsn, asns, read)).OfType<(uint Key, Period Period)>();

        // Read to the end also where id or name is missing, so that every mistake inside is told.
        var networks = new IspNetworks(read, [.. ownPrefixes.Select(p => new OwnedPrefix(p.Key, p.Period))], [.. ownAsns.Select(a => new OwnedAsn(a.Key, a.Period))]);
        return id is null || name is null ? null : networks;
    }

    // A value alone is for ever; an object says from when and until when.
    private (TKey Key, Period Period)? Owned<TKey>(ConfigNode node, string property, Func<ConfigNode?, TKey?> read, OwnershipCheck<TKey> check, Isp isp)
        where TKey : struct
    {
        var owned = node.Kind == System.Text.Json.JsonValueKind.Object
            ? ObjectReader.Read(node, mistakes, o => (Key: read(o.Required(property)), Period: ReadPeriod(o)))
            : (Key: read(node), Period: Period.Always);
        if (owned.Key is not { } key || owned.Period is not { } period)
        {
            return null;
        }

        check.Add(key, period, isp, node);
        return (key, period);
    }

    private Period? ReadPeriod(ObjectReader owned)
    {
        var from = owned.Optional("from").AsTime(mistakes) ?? long.MinValue;
        var to = owned.Optional("to").AsTime(mistakes) ?? long.MaxValue;
        if (from < to)
        {
            return new Period(from, to);
        }

        mistakes.Add(owned.Node, "'from' is not before 'to'");
        return null;
    }

    private IpPrefix? ReadPrefix(ConfigNode? node)
    {
        if (node.AsText(mistakes, 64) is not { } text)
        {
            return null;
        }

        if (IpPrefix.TryParse(text, out var prefix, out var mistake))
        {
            return prefix;
        }

        mistakes.Add(node!, mistake!);
        return null;
    }

    private uint? ReadAsn(ConfigNode? node) => (uint?)node.AsWhole(mistakes, 1, uint.MaxValue);

    private NetPath? ReadPath(ObjectReader path)
    {
        var id = path.Required("id").AsId(mistakes);
        var name = path.Required("name").AsText(mistakes, 100);
        var kindNode = path.Required("kind");
        PathKind? kind = kindNode.AsText(mistakes, 20) switch { "transit" => PathKind.Transit, "peering" => PathKind.Peering, _ => null };
        if (kindNode is { Kind: System.Text.Json.JsonValueKind.String } && kind is null)
        {
            mistakes.Add(kindNode, $"{kindNode.Describe()} is neither 'transit' nor 'peering'");
        }

        return id is null || name is null || kind is null ? null : new NetPath(id, name, kind.Value);
    }

    private CdnServer? ReadServer(ObjectReader server, HashSet<string> knownPaths)
    {
        var name = server.Required("name").AsText(mistakes, 255);
        var pathNode = server.Required("path");
        var path = pathNode.AsText(mistakes, 64);
        if (path is not null && !knownPaths.Contains(path))
        {
            mistakes.Add(pathNode!, $"there is no path '{path}'");
            path = null;
        }

        var metro = server.Required("metro").AsId(mistakes);
        return name is null || path is null || metro is null ? null : new CdnServer(name, path, metro);
    }

    private List<T> Unique<T>(IReadOnlyList<ConfigNode> nodes, Func<T, string> key, StringComparer comparer, string what, Func<ObjectReader, T?> read)
        where T : class
    {
        var first = new Dictionary<string, int>(comparer);
        var list = new List<T>();
        foreach (var node in nodes)
        {
            if (ObjectReader.Read(node, mistakes, read) is not { } value)
            {
                continue;
            }

            if (first.TryAdd(key(value), node.Line))
            {
                list.Add(value);
            }
            else
            {
                mistakes.Add(node, $"the {what} '{key(value)}' is there already, in line {first[key(value)]}");
            }
        }

        return list;
    }
}
