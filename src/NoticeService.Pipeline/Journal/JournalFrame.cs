using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace NoticeService.Pipeline.Journal;

/// <summary>An entry in a file: its length (4 bytes, big-endian), the CRC-32C of length and payload (4 bytes), the payload.</summary>
internal static class JournalFrame
{
    public const int HeadSize = 8;

    /// <summary>Longer is no entry of ours: it is what a crash or a disk left behind.</summary>
    public const int MaxPayload = 1024 * 1024;

    public static void Write(List<byte> output, ReadOnlySpan<byte> payload)
    {
        ArgumentOutOfRangeException.ThrowIfZero(payload.Length, nameof(payload));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, MaxPayload, nameof(payload));
        Span<byte> head = stackalloc byte[HeadSize];
        BinaryPrimitives.WriteInt32BigEndian(head, payload.Length);
        BinaryPrimitives.WriteUInt32BigEndian(head[4..], Checksum(head[..4], payload));
        CollectionExtensions.AddRange(output, head);
        CollectionExtensions.AddRange(output, payload);
    }

    /// <summary>The frame at the start of the bytes.</summary>
    /// <param name="bytes">From its start to the end of the file, or further.</param>
    /// <param name="payload">Empty when there is no whole and sound frame.</param>
    /// <returns>Whether there is one.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (!TryReadLength(bytes, out var length) || bytes.Length < HeadSize + length)
        {
            return false;
        }

        var body = bytes.Slice(HeadSize, length);
        if (BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]) != Checksum(bytes[..4], body))
        {
            return false;
        }

        payload = body;
        return true;
    }

    /// <summary>What a frame says of its length, which may be damaged itself.</summary>
    public static bool TryReadLength(ReadOnlySpan<byte> bytes, out int length)
    {
        length = bytes.Length < HeadSize ? 0 : BinaryPrimitives.ReadInt32BigEndian(bytes);
        return length is > 0 and <= MaxPayload;
    }

    private static uint Checksum(ReadOnlySpan<byte> length, ReadOnlySpan<byte> payload) => ~Crc(Crc(uint.MaxValue, length), payload);

    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        // The processor's own instruction, eight bytes at a time; the order of bytes is that of the file.
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return crc;
    }
}
