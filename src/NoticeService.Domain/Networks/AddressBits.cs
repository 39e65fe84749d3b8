using System.Buffers.Binary;
using System.Net;

namespace NoticeService.Domain.Networks;

/// <summary>An address as a number. An IPv4 address written as IPv6 (<c>::ffff:192.0.2.1</c>) is the IPv4 address.</summary>
internal readonly record struct AddressBits(UInt128 Value, bool IsV6)
{
    public int Length => IsV6 ? 128 : 32;

    public static AddressBits Of(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out var length))
        {
            throw new ArgumentException("An address is neither IPv4 nor IPv6.", nameof(address));
        }

        if (length == 4)
        {
            return new AddressBits(BinaryPrimitives.ReadUInt32BigEndian(bytes), false);
        }

        var value = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return value >> 32 == 0xFFFF ? new AddressBits((uint)value, false) : new AddressBits(value, true);
    }

    public IPAddress ToAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return new IPAddress(IsV6 ? bytes : bytes[12..]);
    }
}
