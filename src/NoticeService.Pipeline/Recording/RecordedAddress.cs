using System.Net;
using NoticeService.Domain.Networks;

namespace NoticeService.Pipeline.Recording;

/// <summary>What a recording has for an address: one of its block that belongs to the same ISP, the same one for everybody there.</summary>
public static class RecordedAddress
{
    private const int BlockSize = 256;

    /// <returns>The block's first, or the first that belongs to the ISP where a block is shared; null when none is found, and for an address of no ISP.</returns>
    public static string? Of(IPAddress address, NetworkTable network, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (network.Resolve(address, nowMs) is not { } isp)
        {
            return null;
        }

        var first = AddressBlock.Of(address).First;
        if (network.Resolve(first, nowMs) == isp)
        {
            return first.ToString();
        }

        // A prefix longer than a block is of IPv4: there the block can be gone through.
        var bytes = first.GetAddressBytes();
        for (var last = 1; bytes.Length == 4 && last < BlockSize; last++)
        {
            bytes[3] = (byte)last;
            var other = new IPAddress(bytes);
            if (network.Resolve(other, nowMs) == isp)
            {
                return other.ToString();
            }
        }

        return null;
    }
}
