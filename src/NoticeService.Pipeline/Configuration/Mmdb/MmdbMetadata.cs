namespace NoticeService.Pipeline.Configuration.Mmdb;

/// <summary>What a database says of itself.</summary>
/// <param name="DatabaseType">For example <c>GeoLite2-ASN</c>.</param>
/// <param name="IpVersion">4 or 6; a 6 holds IPv4 too, under ::/96.</param>
/// <param name="NodeCount">Nodes of the search tree.</param>
/// <param name="RecordSizeBits">24, 28 or 32; a node is two records.</param>
/// <param name="BuiltAt">When it was built.</param>
public sealed record MmdbMetadata(string DatabaseType, int IpVersion, int NodeCount, int RecordSizeBits, DateTimeOffset BuiltAt)
{
    internal int NodeBytes => RecordSizeBits / 4;

    internal static MmdbMetadata From(object? value)
    {
        if (value is not IReadOnlyDictionary<string, object> map)
        {
            throw new MmdbException("The metadata is not a map.");
        }

        var major = Number(map, "binary_format_major_version", ulong.MaxValue);
        if (major != 2)
        {
            throw new MmdbException($"The format has version {major}; only version 2 is read.");
        }

        var ipVersion = (int)Number(map, "ip_version", 6);
        var recordSize = (int)Number(map, "record_size", 32);
        var nodes = (int)Number(map, "node_count", int.MaxValue);
        if (ipVersion is not (4 or 6) || recordSize is not (24 or 28 or 32))
        {
            throw new MmdbException($"An IP version of {ipVersion} with records of {recordSize} bits is unknown.");
        }

        // To the year 9999, the last that the type holds.
        var built = Number(map, "build_epoch", 253_402_300_799);
        return new MmdbMetadata(
            map.TryGetValue("database_type", out var type) && type is string name ? name : throw new MmdbException("The metadata has no database_type."),
            ipVersion, nodes, recordSize, DateTimeOffset.FromUnixTimeSeconds((long)built));
    }

    private static ulong Number(IReadOnlyDictionary<string, object> map, string key, ulong max) =>
        map.TryGetValue(key, out var value) && value is ulong number && number <= max
            ? number
            : throw new MmdbException($"The metadata has no {key}, or not a whole number up to {max}.");
}
