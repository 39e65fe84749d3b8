using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net.Http;
using Grpc.Core;
using Grpc.Framing;

namespace Grpc.Net.Client.Internal;

/// <summary>The messages of one response's body. Holds what was read and not yet taken, so that messages that came together cost one read. Not thread-safe.</summary>
/// <param name="marshaller">Makes the messages.</param>
/// <param name="limit">Most that one may have, bytes.</param>
internal sealed class ResponseReader<TResponse>(Marshaller<TResponse> marshaller, int limit)
    where TResponse : class
{
    private PipeReader? _input;
    private ReadOnlySequence<byte> _buffer;
    private bool _holdsBuffer;
    private bool _lastRead;

    /// <summary>Whether the server said that it compresses.</summary>
    public bool Gzip { get; set; }

    /// <summary>Takes a message that was read already.</summary>
    /// <exception cref="RpcException">It is bad, or too large.</exception>
    public bool TryTake([NotNullWhen(true)] out TResponse? message)
    {
        if (!_holdsBuffer || !MessageReader.TryRead(ref _buffer, marshaller, limit, Gzip, out message))
        {
            message = null;
            return false;
        }

        if (_buffer.IsEmpty)
        {
            ReleaseBuffer();
        }

        return true;
    }

    /// <summary>Reads on until there is a message; null at the end of the body.</summary>
    /// <exception cref="RpcException">A message is bad, too large, or cut off.</exception>
    public async ValueTask<TResponse?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        _input ??= PipeReader.Create(await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        while (!_lastRead)
        {
            ReleaseBuffer();
            var read = await _input.ReadAsync(cancellationToken).ConfigureAwait(false);
            _buffer = read.Buffer;
            _holdsBuffer = true;
            _lastRead = read.IsCompleted;
            if (TryTake(out var message))
            {
                return message;
            }
        }

        if (_holdsBuffer && !_buffer.IsEmpty)
        {
            throw CallErrors.Truncated();
        }

        End();
        return null;
    }

    /// <summary>Lets go of the body.</summary>
    public void End()
    {
        ReleaseBuffer();
        _input?.Complete();
        _lastRead = true;
    }

    private void ReleaseBuffer()
    {
        if (_holdsBuffer)
        {
            _holdsBuffer = false;
            _input!.AdvanceTo(_buffer.Start, _buffer.End);
            _buffer = default;
        }
    }
}
