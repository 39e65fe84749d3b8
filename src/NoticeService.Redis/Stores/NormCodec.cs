using System.Buffers.Binary;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;

namespace NoticeService.Redis.Stores;

/// <summary>Households and norms as bytes: 16 big-endian, and 4 + 2 + 2 little-endian for each player's norm.</summary>
internal static class NormCodec
{
    public const int NormLength = 8;

    public static byte[] Encode(HouseholdId household)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, household.High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), household.Low);
        return bytes;
    }

    public static byte[] Encode(HouseholdNorms norms)
    {
        var bytes = new byte[norms.Other.Observations == 0 ? NormLength : 2 * NormLength];
        Write(norms.Latest, bytes);
        if (bytes.Length > NormLength)
        {
            Write(norms.Other, bytes.AsSpan(NormLength));
        }

        return bytes;
    }

    /// <returns>False for bytes of another length, as another build may have written: those norms are learned again.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out HouseholdNorms norms)
    {
        norms = bytes.Length switch
        {
            NormLength => new HouseholdNorms(Read(bytes), Norm.None),
            2 * NormLength => new HouseholdNorms(Read(bytes), Read(bytes[NormLength..])),
            _ => HouseholdNorms.None,
        };
        return bytes.Length is NormLength or 2 * NormLength;
    }

    private static void Write(Norm norm, Span<byte> bytes)
    {
        BinaryPrimitives.WriteSingleLittleEndian(bytes, norm.Log2Kbps);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[4..], norm.Observations);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[6..], norm.Player);
    }

    private static Norm Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadSingleLittleEndian(bytes),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]));
}
