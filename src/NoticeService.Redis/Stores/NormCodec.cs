using System.Buffers.Binary;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;

namespace NoticeService.Redis.Stores;

/// <summary>
/// Households and norms as bytes: 16 big-endian; and a version, then for each player's norm level and object size in 1/2048
/// octaves, windows, and player, 2 little-endian each.
/// </summary>
internal static class NormCodec
{
    public const int NormLength = 8;

    private const byte Version = 2;

    public static byte[] Encode(HouseholdId household)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, household.High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), household.Low);
        return bytes;
    }

    public static byte[] Encode(HouseholdNorms norms)
    {
        var bytes = new byte[1 + (norms.Other.Observations == 0 ? NormLength : 2 * NormLength)];
        bytes[0] = Version;
        Write(norms.Latest, bytes.AsSpan(1));
        if (bytes.Length > 1 + NormLength)
        {
            Write(norms.Other, bytes.AsSpan(1 + NormLength));
        }

        return bytes;
    }

    /// <returns>False for bytes of another length or version, as another build may have written: those norms are learned again.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out HouseholdNorms norms)
    {
        norms = HouseholdNorms.None;
        if (bytes.Length is not (1 + NormLength or 1 + 2 * NormLength) || bytes[0] != Version)
        {
            return false;
        }

        norms = new HouseholdNorms(Read(bytes[1..]), bytes.Length > 1 + NormLength ? Read(bytes[(1 + NormLength)..]) : Norm.None);
        return true;
    }

    private static void Write(Norm norm, Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)(norm.Log2Kbps * Norm.PartsPerOctave));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[2..], (ushort)(norm.Log2Bytes * Norm.PartsPerOctave));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[4..], norm.Observations);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[6..], norm.Player);
    }

    private static Norm Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt16LittleEndian(bytes) / Norm.PartsPerOctave,
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]) / Norm.PartsPerOctave);
}
