using System.Globalization;
using System.Net;

namespace NoticeService.Domain.Networks;

/// <summary>The /24 of an IPv4 address or the /48 of an IPv6 address: the most that is kept of an address.</summary>
/// <param name="Key">Stable: the block's fixed bits, and the top bit set for IPv6.</param>
public readonly record struct AddressBlock(ulong Key)
{
    /// <summary>Bits kept of an IPv4 address.</summary>
    public const int V4Bits = 24;

    /// <summary>Bits kept of an IPv6 address.</summary>
    public const int V6Bits = 48;

    private const ulong V6Mark = 1UL << 63;

    /// <summary>The block of an address. An IPv4 address written as IPv6 has an IPv4 block.</summary>
    public static AddressBlock Of(IPAddress address)
    {
        var bits = AddressBits.Of(address);
        return new AddressBlock(bits.IsV6 ? V6Mark | (ulong)(bits.Value >> (128 - V6Bits)) : (ulong)bits.Value >> (32 - V4Bits));
    }

    /// <summary>The lowest address.</summary>
    public IPAddress First => new AddressBits(IsV6 ? (UInt128)(Key & ~V6Mark) << (128 - V6Bits) : (UInt128)Key << (32 - V4Bits), IsV6).ToAddress();

    private bool IsV6 => (Key & V6Mark) != 0;

    /// <summary>For example <c>203.0.113.0/24</c> or <c>2001:db8:1::/48</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First}/{(IsV6 ? V6Bits : V4Bits)}");
}
