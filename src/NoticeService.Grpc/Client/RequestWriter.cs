using System.Buffers;
using System.IO.Compression;
using Grpc.Core;
using Grpc.Framing;

namespace Grpc.Net.Client.Internal;

/// <summary>From requests to frames in a buffer that the writes of one call share. One write at a time.</summary>
internal sealed class RequestWriter<TRequest>(Marshaller<TRequest> marshaller, int limit, bool gzip)
{
    // A buffer that one large message grew is not kept for a stream of small ones.
    private const int LargestKept = 64 * 1024;

    private ArrayBufferWriter<byte> _buffer = new();

    /// <summary>The frame; valid until the next.</summary>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: larger than the limit.</exception>
    public ReadOnlyMemory<byte> Write(TRequest message, WriteOptions? options)
    {
        if (_buffer.Capacity > LargestKept)
        {
            _buffer = new ArrayBufferWriter<byte>();
        }

        _buffer.ResetWrittenCount();
        var compress = gzip && !Has(options, WriteFlags.NoCompress);
        FrameWriter.Write(_buffer, marshaller, message, limit, compress ? CompressionLevel.Fastest : null);
        return _buffer.WrittenMemory;
    }

    /// <summary>True if the message may wait for the next.</summary>
    public static bool MayWait(WriteOptions? options) => Has(options, WriteFlags.BufferHint);

    private static bool Has(WriteOptions? options, WriteFlags flag) => options is not null && (options.Flags & flag) != 0;
}
