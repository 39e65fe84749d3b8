using System.Buffers.Binary;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;

namespace NoticeService.Redis.Stores;

/// <summary>Households and norms as bytes: 16 big-endian, and 4 + 2 little-endian.</summary>
internal static class NormCodec
{
    public const int NormLength = 6;

    public static byte[] Encode(HouseholdId household)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, household.High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), household.Low);
        return bytes;
    }

    public static byte[] Encode(Norm norm)
    {
        var bytes = new byte[NormLength];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, norm.Log2Kbps);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(4), norm.Observations);
        return bytes;
    }

    /// <exception cref="FormatException">Not 6 bytes.</exception>
    public static Norm Decode(ReadOnlySpan<byte> bytes) => bytes.Length == NormLength
        ? new Norm(BinaryPrimitives.ReadSingleLittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]))
        : throw new FormatException($"A norm has {NormLength} bytes, not {bytes.Length}.");
}
