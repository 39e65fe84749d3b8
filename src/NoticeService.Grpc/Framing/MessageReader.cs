using System.Buffers;
using System.Runtime.CompilerServices;
using Grpc.Core;

namespace Grpc.Framing;

/// <summary>From buffered bytes to messages, the same on both sides.</summary>
internal static class MessageReader
{
    /// <summary>Takes the first message off the buffer; false if the buffer does not hold all of it.</summary>
    /// <exception cref="RpcException">The frame or the message is bad, or larger than the limit.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead<T>(
        ref ReadOnlySequence<byte> buffer,
        Marshaller<T> marshaller,
        int limit,
        bool gzip,
        [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T message)
    {
        switch (FrameParser.TryRead(ref buffer, limit, out var payload, out var compressed))
        {
            case FrameResult.Complete:
                message = compressed ? Inflate(payload, marshaller, limit, gzip) : Parse(payload, marshaller);
                return true;
            case FrameResult.Incomplete:
                message = default;
                return false;
            case FrameResult.TooLarge:
                throw CallErrors.TooLargeToReceive();
            default:
                throw CallErrors.BadFlag();
        }
    }

    private static T Inflate<T>(in ReadOnlySequence<byte> payload, Marshaller<T> marshaller, int limit, bool gzip)
    {
        if (!gzip)
        {
            throw CallErrors.CompressedWithoutEncoding();
        }

        using var plain = GzipCodec.Decompress(payload, limit);
        return Parse(new ReadOnlySequence<byte>(plain.WrittenMemory), marshaller);
    }

    private static T Parse<T>(in ReadOnlySequence<byte> payload, Marshaller<T> marshaller)
    {
        try
        {
            return PayloadContext.Deserialize(marshaller, payload);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw CallErrors.NotParsed(e);
        }
    }
}
