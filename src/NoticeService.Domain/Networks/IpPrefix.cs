using System.Globalization;
using System.Net;

namespace NoticeService.Domain.Networks;

/// <summary>A network such as <c>192.0.2.0/24</c> or <c>2001:db8::/32</c>, without host bits.</summary>
public readonly record struct IpPrefix
{
    private readonly AddressBits first;

    private IpPrefix(AddressBits first, int length)
    {
        this.first = first;
        Length = length;
    }

    /// <summary>Bits that are fixed: 0 to 32, or 0 to 128 for IPv6.</summary>
    public int Length { get; }

    public bool IsV6 => first.IsV6;

    /// <summary>The lowest address.</summary>
    public IPAddress Address => first.ToAddress();

    internal UInt128 First => first.Value;

    internal UInt128 Last => first.Value | HostMask(first.Length - Length);

    /// <summary>Reads <c>address/length</c>. A prefix of IPv4 addresses written as IPv6 (<c>::ffff:192.0.2.0/120</c>) is that IPv4 prefix.</summary>
    /// <param name="text">For example <c>192.0.2.0/24</c>.</param>
    /// <param name="prefix">The prefix, when true is returned.</param>
    /// <param name="mistake">What is wrong, naming the text; null when true is returned.</param>
    public static bool TryParse(string text, out IpPrefix prefix, out string? mistake)
    {
        ArgumentNullException.ThrowIfNull(text);
        prefix = default;
        mistake = null;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0
            || !TryParseAddress(text[..slash], out var address)
            || !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length))
        {
            mistake = $"'{text}' is not a prefix such as 192.0.2.0/24 or 2001:db8::/32";
            return false;
        }

        var bits = AddressBits.Of(address);
        var written = address.GetAddressBytes().Length * 8;
        var fixedBits = length - (written - bits.Length);
        if (length > written || fixedBits < 0)
        {
            mistake = $"'{text}' has a length outside {written - bits.Length} to {written}";
            return false;
        }

        var host = HostMask(bits.Length - fixedBits);
        if ((bits.Value & host) != 0)
        {
            var meant = new IpPrefix(bits with { Value = bits.Value & ~host }, fixedBits);
            mistake = $"'{text}' has host bits set; did you mean {meant}?";
            return false;
        }

        prefix = new IpPrefix(bits, fixedBits);
        return true;
    }

    /// <summary>As <see cref="TryParse"/>.</summary>
    /// <exception cref="FormatException">Not a prefix; the message says what is wrong.</exception>
    public static IpPrefix Parse(string text) => TryParse(text, out var prefix, out var mistake) ? prefix : throw new FormatException(mistake);

    public bool Contains(IPAddress address)
    {
        var bits = AddressBits.Of(address);
        return bits.IsV6 == IsV6 && bits.Value >= First && bits.Value <= Last;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Address}/{Length}");

    private static UInt128 HostMask(int hostBits) => hostBits >= 128 ? UInt128.MaxValue : (UInt128.One << hostBits) - 1;

    // The base library also reads 1, 127.1 and 0x7f.0.0.1 as IPv4, which in a table of networks is a slip of the pen.
    private static bool TryParseAddress(string text, out IPAddress address)
    {
        if (!IPAddress.TryParse(text, out address!) || text.Contains('%', StringComparison.Ordinal))
        {
            return false;
        }

        return text.Contains(':', StringComparison.Ordinal) || address.ToString() == text;
    }
}
