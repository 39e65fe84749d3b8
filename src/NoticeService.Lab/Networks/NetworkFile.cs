using System.Globalization;
using System.Text.Json;
using NoticeService.Domain.Networks;
using NoticeService.Lab.Simulation;

namespace NoticeService.Lab.Networks;

/// <summary>
/// Reads the ISPs with their address ranges, and the servers, from the service's own configuration, so that players come
/// from addresses that the service resolves. Reads only what a world needs; the service validates the rest.
/// </summary>
internal static class NetworkFile
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <exception cref="FormatException">Not such a file; says what is missing.</exception>
    /// <exception cref="IOException">Not readable.</exception>
    public static WorldNetwork Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path), Lenient);
            return Read(document.RootElement, Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException or FormatException)
        {
            throw new FormatException($"{path}: {error.Message}", error);
        }
    }

    private static WorldNetwork Read(JsonElement root, string folder)
    {
        var network = root.TryGetProperty("network", out var section) && section.ValueKind == JsonValueKind.Object ? section : root;
        var asns = AsnAddresses.Read(TableFiles(root, folder));
        var isps = Items(network, "isps").Select(isp => ReadIsp(isp, asns)).Where(isp => isp.Ranges.Sum(range => range.Blocks) > 0);
        var servers = Items(network, "servers").Select(server => new CdnServer(Text(server, "name"), Text(server, "path"), Text(server, "metro")));
        return new WorldNetwork(isps.ToList(), servers.ToList());
    }

    private static WorldIsp ReadIsp(JsonElement isp, AsnAddresses asns)
    {
        var prefixes = Owned(isp, "prefixes", "prefix").Select(value => value.GetString()!)
            .Where(text => !text.Contains(':', StringComparison.Ordinal))
            .Select(ToRange);
        var announced = Owned(isp, "asns", "asn").SelectMany(value => asns.Of(ReadAsn(value)));
        return new WorldIsp(Text(isp, "id"), Text(isp, "name"), [.. prefixes, .. announced]);
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

    private static uint ReadAsn(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number
            ? value.GetUInt32()
            : uint.Parse(value.GetString()!.AsSpan().TrimStart("ASas"), CultureInfo.InvariantCulture);

    private static AddressRange ToRange(string prefix)
    {
        var parsed = IpPrefix.Parse(prefix);
        var bytes = parsed.Address.GetAddressBytes();
        var first = (uint)(bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3]);
        return new AddressRange(first, first | (parsed.Length == 0 ? uint.MaxValue : uint.MaxValue >> parsed.Length & (parsed.Length == 32 ? 0 : uint.MaxValue)));
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement network, string name) =>
        network.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray()
            : throw new FormatException($"there is no list \"{name}\".");

    private static string Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.GetString() is { Length: > 0 } text
            ? text
            : throw new FormatException($"an entry has no \"{name}\": {item}");

    // The AS table is the gzipped CSV that the file names, wherever it names it.
    private static IEnumerable<string> TableFiles(JsonElement element, string folder) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => TableFiles(property.Value, folder)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => TableFiles(item, folder)),
        JsonValueKind.String when element.GetString()!.EndsWith(".csv.gz", StringComparison.Ordinal) => [Path.Combine(folder, element.GetString()!)],
        _ => [],
    };
}
