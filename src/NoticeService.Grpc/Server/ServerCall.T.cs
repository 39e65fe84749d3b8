using System.Buffers;
using System.IO.Pipelines;
using Grpc.Core;
using Grpc.Framing;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>
/// One call, which is its own reader of requests and writer of responses, so that a stream at rest is one object. A read
/// takes whatever the connection has; the messages in it are then handed out without waiting.
/// </summary>
internal sealed class ServerCall<TRequest, TResponse>(HttpContext http, ServerHost host, Method<TRequest, TResponse> method)
    : ServerCall(http, host, method), IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>
    where TRequest : class
    where TResponse : class
{
    private static readonly Task<bool> s_true = Task.FromResult(true);
    private static readonly Task<bool> s_false = Task.FromResult(false);

    private TRequest? _current;
    private ReadOnlySequence<byte> _buffer;
    private bool _holdsBuffer;
    private bool _lastRead;
    private bool _reading;

    TRequest IAsyncStreamReader<TRequest>.Current =>
        _current ?? throw new InvalidOperationException("There is no current message: call MoveNext first.");

    WriteOptions? IAsyncStreamWriter<TResponse>.WriteOptions { get => WriteOptions; set => WriteOptions = value; }

    private PipeReader Input => Http.Request.BodyReader;

    /// <summary>The one request of a call that has one; the stream must end behind it.</summary>
    /// <exception cref="RpcException">There is none, or more than one, or it is bad.</exception>
    public async ValueTask<TRequest> ReadSingleAsync()
    {
        TRequest? single = null;
        while (true)
        {
            while (TryTake(out var message))
            {
                if (single is not null)
                {
                    throw CallErrors.MoreThanOneMessage();
                }

                single = message;
            }

            if (AtEnd())
            {
                return single ?? throw CallErrors.NoMessage();
            }

            Release();
            Take(await Input.ReadAsync());
        }
    }

    public Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<bool>(cancellationToken);
        }

        try
        {
            if (_reading)
            {
                throw new InvalidOperationException("Can't read the next message because the previous read is still in progress.");
            }

            if (IsEnded)
            {
                return Task.FromException<bool>(Ended());
            }

            if (TryTake(out var message))
            {
                _current = message;
                return s_true;
            }

            if (AtEnd())
            {
                _current = null;
                return s_false;
            }
        }
        catch (Exception e)
        {
            return Task.FromException<bool>(e);
        }

        return WaitAsync(cancellationToken);
    }

    public Task WriteAsync(TResponse message) => WriteAsync(message, CancellationToken.None);

    public Task WriteAsync(TResponse message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        if (IsDeadlinePassed)
        {
            return Task.FromException(Ended());
        }

        try
        {
            TakeWriter();
        }
        catch (InvalidOperationException e)
        {
            return Task.FromException(e);
        }

        var keep = false;
        try
        {
            if (!IsResponseStarted)
            {
                var started = StartResponseAsync();
                if (!started.IsCompletedSuccessfully)
                {
                    keep = true;
                    return WriteWhenStartedAsync(started, message, cancellationToken);
                }
            }

            FrameWriter.Write(Http.Response.BodyWriter, method.ResponseMarshaller, message, Shared.SendLimit, Compression);
            if (MayBuffer)
            {
                return Task.CompletedTask;
            }

            var flush = Http.Response.BodyWriter.FlushAsync(cancellationToken.CanBeCanceled ? cancellationToken : FlushToken);
            if (!flush.IsCompletedSuccessfully)
            {
                keep = true;
                return FlushedAsync(flush);
            }

            return flush.Result.IsCompleted ? Task.FromException(Ended()) : Task.CompletedTask;
        }
        catch (Exception e)
        {
            return Task.FromException(e);
        }
        finally
        {
            if (!keep)
            {
                ReleaseWriter();
            }
        }
    }

    /// <summary>Writes the one response of a call that has one. Not flushed: the end of the request does that, with the trailers.</summary>
    public async ValueTask WriteSingleAsync(TResponse? message)
    {
        if (IsDeadlinePassed)
        {
            return;
        }

        if (message is null)
        {
            throw CallErrors.Create(StatusCode.Cancelled, "No message returned from method.");
        }

        TakeWriter();
        try
        {
            if (!IsResponseStarted)
            {
                await StartResponseAsync();
            }

            FrameWriter.Write(Http.Response.BodyWriter, method.ResponseMarshaller, message, Shared.SendLimit, Compression);
        }
        finally
        {
            ReleaseWriter();
        }
    }

    protected override void CancelReading() => Input.CancelPendingRead();

    protected override void EndReading()
    {
        if (_holdsBuffer)
        {
            _holdsBuffer = false;
            Input.AdvanceTo(_buffer.End);
            _buffer = default;
        }
    }

    private bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out TRequest? message)
    {
        if (!_holdsBuffer || !MessageReader.TryRead(ref _buffer, method.RequestMarshaller, Shared.ReceiveLimit, GzipRequests, out message))
        {
            message = null;
            return false;
        }

        // Given back as soon as it is empty: a stream at rest holds no memory of the connection.
        if (_buffer.IsEmpty)
        {
            EndReading();
        }

        return true;
    }

    /// <summary>True if no more messages can come.</summary>
    /// <exception cref="RpcException">The stream ended within a message.</exception>
    private bool AtEnd()
    {
        if (!_lastRead)
        {
            return false;
        }

        if (_holdsBuffer && !_buffer.IsEmpty)
        {
            throw CallErrors.Truncated();
        }

        EndReading();
        return true;
    }

    private async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        _reading = true;
        var token = IsOwnToken(cancellationToken) ? default : cancellationToken;
        try
        {
            while (true)
            {
                Release();
                Take(await Input.ReadAsync(token));
                if (TryTake(out var message))
                {
                    _current = message;
                    return true;
                }

                if (AtEnd())
                {
                    _current = null;
                    return false;
                }
            }
        }
        finally
        {
            _reading = false;
        }
    }

    /// <summary>Gives back what the buffer holds as seen, so that the next read waits for more.</summary>
    private void Release()
    {
        if (_holdsBuffer)
        {
            _holdsBuffer = false;
            Input.AdvanceTo(_buffer.Start, _buffer.End);
            _buffer = default;
        }
    }

    private void Take(ReadResult result)
    {
        _buffer = result.Buffer;
        _holdsBuffer = true;
        _lastRead = result.IsCompleted;
        if (result.IsCanceled && IsDeadlinePassed)
        {
            throw Ended();
        }
    }

    private async Task WriteWhenStartedAsync(Task started, TResponse message, CancellationToken cancellationToken)
    {
        try
        {
            await started;
            FrameWriter.Write(Http.Response.BodyWriter, method.ResponseMarshaller, message, Shared.SendLimit, Compression);
            var result = await Http.Response.BodyWriter.FlushAsync(cancellationToken.CanBeCanceled ? cancellationToken : FlushToken);
            if (result.IsCompleted)
            {
                throw Ended();
            }
        }
        finally
        {
            ReleaseWriter();
        }
    }

    private async Task FlushedAsync(ValueTask<FlushResult> flush)
    {
        try
        {
            if ((await flush).IsCompleted)
            {
                throw Ended();
            }
        }
        finally
        {
            ReleaseWriter();
        }
    }

    private OperationCanceledException Ended() => IsDeadlinePassed
        ? new("The deadline of the call has passed.", CancellationToken)
        : new("The call has ended.");
}
