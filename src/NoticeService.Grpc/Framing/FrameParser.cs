using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Grpc.Framing;

/// <summary>What the front of a buffer holds.</summary>
internal enum FrameResult
{
    /// <summary>Part of a frame: more bytes are needed.</summary>
    Incomplete,
    /// <summary>A whole frame.</summary>
    Complete,
    /// <summary>A compressed flag other than 0 or 1.</summary>
    BadFlag,
    /// <summary>A length above the limit; said as soon as the header is here, before the payload.</summary>
    TooLarge,
}

/// <summary>Cuts length-prefixed messages (one flag byte, four length bytes, the payload) off the front of a buffer.</summary>
internal static class FrameParser
{
    public const int HeaderSize = 5;

    /// <summary>
    /// On <see cref="FrameResult.Complete"/> <paramref name="buffer"/> starts behind the frame; otherwise it is
    /// unchanged. <paramref name="payload"/> lies in the buffer, not copied.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FrameResult TryRead(ref ReadOnlySequence<byte> buffer, int limit, out ReadOnlySequence<byte> payload, out bool compressed)
    {
        var first = buffer.FirstSpan;
        Span<byte> copy = stackalloc byte[HeaderSize];
        scoped ReadOnlySpan<byte> header;
        if (first.Length >= HeaderSize)
        {
            header = first;
        }
        else if (buffer.Length >= HeaderSize)
        {
            buffer.Slice(0, HeaderSize).CopyTo(copy);
            header = copy;
        }
        else
        {
            payload = default;
            compressed = false;
            // A wrong flag is told at once: a peer that speaks something else may never send five bytes.
            return first.Length > 0 && first[0] > 1 ? FrameResult.BadFlag : FrameResult.Incomplete;
        }

        compressed = header[0] == 1;
        var length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        if (header[0] > 1)
        {
            payload = default;
            return FrameResult.BadFlag;
        }

        if (length > (uint)limit)
        {
            payload = default;
            return FrameResult.TooLarge;
        }

        var end = (long)length + HeaderSize;
        if (first.Length < end && buffer.Length < end)
        {
            payload = default;
            return FrameResult.Incomplete;
        }

        payload = buffer.Slice(HeaderSize, (int)length);
        buffer = buffer.Slice(payload.End);
        return FrameResult.Complete;
    }
}
