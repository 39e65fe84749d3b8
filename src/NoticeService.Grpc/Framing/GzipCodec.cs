using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Grpc.Core;

namespace Grpc.Framing;

/// <summary>Message compression by gzip, the one encoding offered besides identity.</summary>
internal static class GzipCodec
{
    public const string Name = "gzip";

    public static void Compress(ReadOnlySpan<byte> message, IBufferWriter<byte> output, CompressionLevel level)
    {
        using var stream = new BufferWriterStream(output);
        using var gzip = new GZipStream(stream, level);
        gzip.Write(message);
    }

    /// <summary>The message in a buffer that the caller disposes. Stops at <paramref name="limit"/> bytes, however small the input.</summary>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED above the limit, INTERNAL if the input is not gzip.</exception>
    public static PooledBuffer Decompress(in ReadOnlySequence<byte> compressed, int limit)
    {
        var output = new PooledBuffer();
        try
        {
            using var input = new SequenceStream(compressed);
            using var gzip = new GZipStream(input, CompressionMode.Decompress);
            while (true)
            {
                var read = gzip.Read(output.GetSpan(4096));
                if (read == 0)
                {
                    return IsWhole(compressed, output.Length) ? output : throw new InvalidDataException("The end is missing.");
                }

                output.Advance(read);
                if (output.Length > limit)
                {
                    throw CallErrors.TooLargeToReceive();
                }
            }
        }
        catch (InvalidDataException e)
        {
            output.Dispose();
            throw CallErrors.Create(StatusCode.Internal, "The message is not valid gzip.", e);
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }

    // The inflater takes an input that is cut off for one that ends. What is whole has its size in its last four bytes (RFC 1952: ISIZE),
    // behind a header and a checksum; some writers make nothing at all of an empty message.
    private static bool IsWhole(in ReadOnlySequence<byte> compressed, int size)
    {
        const int Shortest = 10 + 8;
        if (compressed.Length < Shortest)
        {
            return compressed.IsEmpty;
        }

        Span<byte> isize = stackalloc byte[sizeof(int)];
        compressed.Slice(compressed.Length - sizeof(int)).CopyTo(isize);
        return BinaryPrimitives.ReadInt32LittleEndian(isize) == size;
    }
}
