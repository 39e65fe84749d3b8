using System.Globalization;
using System.Net;
using System.Text.Json;
using NoticeService.Domain.Networks;
using NoticeService.Lab.Simulation;
using NoticeService.Pipeline.Configuration;

namespace NoticeService.Lab.Networks;

/// <summary>
/// Reads ISPs, paths and servers as the service does, and where each ISP's addresses lie, so that players come from
/// addresses that the service resolves.
/// </summary>
internal static class NetworkFile
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <param name="path">A <c>notices.json</c> or a <c>network.json</c>.</param>
    /// <param name="loader">Knows where the service's own table is.</param>
    /// <exception cref="ConfigurationException">The service would not accept it either: all mistakes.</exception>
    /// <exception cref="FormatException">No world can be made of it.</exception>
    /// <exception cref="IOException">Not readable.</exception>
    public static WorldNetwork Read(string path, ConfigurationLoader loader)
    {
        var table = loader.LoadNetwork(path);
        using var document = JsonDocument.Parse(File.ReadAllText(path), Lenient);
        var root = document.RootElement;
        var asns = AsnAddresses.Read(TableNames(root).Select(name => loader.Locate(path, name)).DefaultIfEmpty(loader.BundledAsnRanges).Where(File.Exists));
        var network = root.TryGetProperty("network", out var section) ? section : root;
        var isps = network.GetProperty("isps").EnumerateArray()
            .Select(isp => ReadIsp(isp, table, asns))
            .Where(isp => isp.Ranges.Sum(range => range.Blocks) > 0)
            .ToList();
        var nowMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        try
        {
            return new WorldNetwork(isps, table.Servers, (isp, address) => table.Resolve(new IPAddress(Bytes(address)), nowMs)?.Id == isp.Id);
        }
        catch (ArgumentException error)
        {
            throw new FormatException($"{path}: {error.Message}", error);
        }
    }

    private static WorldIsp ReadIsp(JsonElement isp, NetworkTable table, AsnAddresses asns)
    {
        var known = table.FindIsp(isp.GetProperty("id").GetString()!)!;
        var prefixes = Owned(isp, "prefixes", "prefix").Select(value => IpPrefix.Parse(value.GetString()!))
            .Where(prefix => !prefix.IsV6)
            .Select(ToRange);
        var announced = Owned(isp, "asns", "asn").SelectMany(value => asns.Of(value.GetUInt32()));
        return new WorldIsp(known.Id, known.Name, [.. prefixes, .. announced]);
    }

    // An entry is a plain value, or an object with the value and since when, until when: only what holds today counts.
    private static IEnumerable<JsonElement> Owned(JsonElement isp, string list, string name)
    {
        if (!isp.TryGetProperty(list, out var entries))
        {
            yield break;
        }

        foreach (var entry in entries.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.Object)
            {
                yield return entry;
            }
            else if (Holds(entry) && entry.TryGetProperty(name, out var value))
            {
                yield return value;
            }
        }
    }

    private static bool Holds(JsonElement entry) =>
        !(entry.TryGetProperty("to", out var to) && Date(to) <= DateTimeOffset.UtcNow)
        && !(entry.TryGetProperty("from", out var from) && Date(from) > DateTimeOffset.UtcNow);

    private static DateTimeOffset? Date(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? date
            : null;

    private static AddressRange ToRange(IpPrefix prefix)
    {
        var bytes = prefix.Address.GetAddressBytes();
        var first = (uint)(bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3]);
        return new AddressRange(first, (uint)(first + (1L << (32 - prefix.Length)) - 1));
    }

    private static byte[] Bytes(uint address) => [(byte)(address >> 24), (byte)(address >> 16), (byte)(address >> 8), (byte)address];

    // The AS table is the gzipped CSV that the file names, wherever it names it.
    private static IEnumerable<string> TableNames(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => TableNames(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(TableNames),
        JsonValueKind.String when element.GetString()!.EndsWith(".csv.gz", StringComparison.Ordinal) => [element.GetString()!],
        _ => [],
    };
}
