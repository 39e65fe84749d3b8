using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Grpc.Core;

namespace Grpc.Framing;

/// <summary>
/// Writes one message as a frame. A message of announced size goes straight into the output's own memory; one that is
/// compressed, or whose size is not announced, is staged first. As with <see cref="PayloadContext"/>, one per thread
/// serves every call.
/// </summary>
internal sealed class FrameWriter : SerializationContext, IBufferWriter<byte>
{
    // Up to here header and payload share one lease, which is committed whole: a serializer that fails leaves nothing behind.
    private const int LargestLease = 64 * 1024;

    [ThreadStatic]
    private static FrameWriter? t_spare;

    private IBufferWriter<byte> _output = null!;
    private PooledBuffer? _staged;
    private Memory<byte> _lease;
    private Mode _mode;
    private int _announced;
    private int _written;
    private int _limit;
    private CompressionLevel? _compression;

    private enum Mode
    {
        Fresh,
        Leased,
        Staged,
        Completed,
    }

    /// <summary>Appends a frame to <paramref name="output"/>, or nothing at all if it throws.</summary>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: the message is larger than <paramref name="limit"/> bytes.</exception>
    public static void Write<T>(IBufferWriter<byte> output, Marshaller<T> marshaller, T message, int limit, CompressionLevel? compression)
    {
        var writer = t_spare ?? new FrameWriter();
        t_spare = null;
        writer._output = output;
        writer._limit = limit;
        writer._compression = compression;
        writer._announced = -1;
        writer._written = 0;
        writer._mode = Mode.Fresh;
        try
        {
            marshaller.ContextualSerializer(message, writer);
            if (writer._mode != Mode.Completed)
            {
                throw new InvalidOperationException("The serializer ended without completing the message.");
            }
        }
        finally
        {
            writer._staged?.Dispose();
            writer._staged = null;
            writer._lease = default;
            writer._output = null!;
            t_spare = writer;
        }
    }

    public override void SetPayloadLength(int payloadLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(payloadLength);
        Require(Mode.Fresh);
        if (payloadLength > _limit)
        {
            throw CallErrors.TooLargeToSend();
        }

        _announced = payloadLength;
    }

    public override IBufferWriter<byte> GetBufferWriter()
    {
        if (_mode == Mode.Fresh)
        {
            if (_compression is null && _announced >= 0 && _announced <= LargestLease)
            {
                _lease = _output.GetMemory(FrameParser.HeaderSize + _announced);
                _mode = Mode.Leased;
            }
            else
            {
                _staged = new PooledBuffer();
                if (_announced > 0)
                {
                    _staged.GetSpan(_announced);
                }

                _mode = Mode.Staged;
            }
        }

        return this;
    }

    public override void Complete(byte[] payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        Require(Mode.Fresh);
        Emit(payload);
    }

    public override void Complete()
    {
        if (_mode == Mode.Staged)
        {
            if (_announced >= 0 && _staged!.Length != _announced)
            {
                throw WrongLength(_staged.Length);
            }

            Emit(_staged!.WrittenSpan);
            return;
        }

        Require(Mode.Leased);
        if (_written != _announced)
        {
            throw WrongLength(_written);
        }

        WriteHeader(_lease.Span, compressed: false, _announced);
        _output.Advance(FrameParser.HeaderSize + _announced);
        _mode = Mode.Completed;
    }

    void IBufferWriter<byte>.Advance(int count)
    {
        if (_mode == Mode.Staged)
        {
            _staged!.Advance(count);
            return;
        }

        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _lease.Length - FrameParser.HeaderSize - _written);
        _written += count;
    }

    Memory<byte> IBufferWriter<byte>.GetMemory(int sizeHint) =>
        _mode == Mode.Staged ? _staged!.GetMemory(sizeHint) : Leased(sizeHint);

    Span<byte> IBufferWriter<byte>.GetSpan(int sizeHint) =>
        _mode == Mode.Staged ? _staged!.GetSpan(sizeHint) : Leased(sizeHint).Span;

    private static void WriteHeader(Span<byte> header, bool compressed, int length)
    {
        header[0] = compressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(header[1..], length);
    }

    private Memory<byte> Leased(int sizeHint)
    {
        var rest = _lease[(FrameParser.HeaderSize + _written)..];
        if (rest.Length > 0 && rest.Length >= sizeHint)
        {
            return rest;
        }

        // A serializer may ask for more room than it will use. Nothing is committed yet, so the message moves to a
        // staging buffer, which gives as much as is asked for.
        var staged = new PooledBuffer();
        _lease.Span.Slice(FrameParser.HeaderSize, _written).CopyTo(staged.GetSpan(_announced + 1));
        staged.Advance(_written);
        _staged = staged;
        _mode = Mode.Staged;
        return staged.GetMemory(sizeHint);
    }

    private void Emit(ReadOnlySpan<byte> payload)
    {
        if (payload.Length > _limit)
        {
            throw CallErrors.TooLargeToSend();
        }

        if (_compression is { } level)
        {
            using var compressed = new PooledBuffer();
            GzipCodec.Compress(payload, compressed, level);
            Append(compressed.WrittenSpan, compressed: true);
        }
        else
        {
            Append(payload, compressed: false);
        }

        _mode = Mode.Completed;
    }

    private void Append(ReadOnlySpan<byte> payload, bool compressed)
    {
        WriteHeader(_output.GetSpan(FrameParser.HeaderSize), compressed, payload.Length);
        _output.Advance(FrameParser.HeaderSize);
        _output.Write(payload);
    }

    private void Require(Mode mode)
    {
        if (_mode != mode)
        {
            throw new InvalidOperationException("The serializer completes a message once, in one way.");
        }
    }

    private InvalidOperationException WrongLength(int written) =>
        new($"The serializer announced {_announced} bytes and wrote {written}.");
}
