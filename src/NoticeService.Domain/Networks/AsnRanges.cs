using System.Net;

namespace NoticeService.Domain.Networks;

/// <summary>IPv4 ranges and the AS that announces each, as three sorted arrays: 12 B a range. Immutable and thread-safe.</summary>
public sealed class AsnRanges : IAsnSource
{
    private readonly uint[] starts;
    private readonly uint[] ends;
    private readonly uint[] asns;

    internal AsnRanges(uint[] starts, uint[] ends, uint[] asns)
    {
        this.starts = starts;
        this.ends = ends;
        this.asns = asns;
    }

    /// <summary>Number of ranges.</summary>
    public int Count => starts.Length;

    /// <inheritdoc/>
    /// <remarks>0 for every IPv6 address.</remarks>
    public uint FindAsn(IPAddress address)
    {
        var bits = AddressBits.Of(address);
        if (bits.IsV6)
        {
            return 0;
        }

        var value = (uint)bits.Value;
        var at = Array.BinarySearch(starts, value);
        var range = at >= 0 ? at : ~at - 1;
        return range >= 0 && value <= ends[range] ? asns[range] : 0;
    }
}
