using System.Net;
using NoticeService.Domain.Networks;

namespace NoticeService.Pipeline.Configuration.Mmdb;

/// <summary>What a GeoLite2-ASN or GeoIP2-ISP database says of an address.</summary>
/// <param name="Asn">0 when not said.</param>
/// <param name="Organization">Holder of the AS; null when not said.</param>
/// <param name="IspName">Name of the ISP, in GeoIP2-ISP only; null when not said.</param>
public sealed record MmdbNetwork(uint Asn, string? Organization, string? IspName);

/// <summary>AS numbers from a MaxMind database. Immutable and thread-safe.</summary>
public sealed class MmdbNetworks : IAsnSource
{
    private readonly MmdbReader reader;

    /// <exception cref="MmdbException">Broken anywhere: the whole file is checked first, so that no look-up fails later.</exception>
    public MmdbNetworks(MmdbReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        reader.Verify();
        this.reader = reader;
    }

    /// <summary>Null when the database has no record for the address.</summary>
    public MmdbNetwork? Find(IPAddress address) => reader.Find(address) is IReadOnlyDictionary<string, object> map
        ? new MmdbNetwork(
            map.GetValueOrDefault("autonomous_system_number") is ulong asn and <= uint.MaxValue ? (uint)asn : 0,
            map.GetValueOrDefault("autonomous_system_organization") as string,
            map.GetValueOrDefault("isp") as string)
        : null;

    /// <inheritdoc/>
    public uint FindAsn(IPAddress address) => Find(address)?.Asn ?? 0;
}
