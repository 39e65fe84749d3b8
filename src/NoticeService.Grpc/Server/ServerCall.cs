using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using Grpc.Core;
using Grpc.Framing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>
/// One call on its HTTP request, whatever its message types. Everything that a call at rest does not need is made when
/// first asked for.
/// </summary>
/// <remarks>
/// Two threads may want to end a call: the one of the handler, and the timer of the deadline. <see cref="_phase"/> says
/// which of them won. <see cref="_writer"/> says who may touch the response: a write in progress at the deadline keeps
/// it, and hands it over when it ends.
/// </remarks>
internal abstract class ServerCall(HttpContext http, ServerHost host, IMethod method) : ServerCallContext
{
    private const string DeadlineDetail = "Deadline Exceeded";

    private const int Running = 0;
    private const int HandlerEnded = 1;
    private const int DeadlinePassed = 2;

    private const int WriterFree = 0;
    private const int WriterBusy = 1;
    private const int WriterClosed = 2;
    private const int WriterBusyAtDeadline = 3;

    private int _phase;
    private int _writer;
    private bool _headersSent;
    private bool _gzipResponses;
    private Status _status;
    private Metadata? _requestHeaders;
    private Metadata? _trailers;
    private WriteOptions? _writeOptions;
    private AuthContext? _authContext;
    private ServerDeadline? _deadline;

    public HttpContext Http => http;

    public ServerHost Shared => host;

    /// <summary>True if requests may be compressed.</summary>
    protected bool GzipRequests { get; private set; }

    protected bool IsDeadlinePassed => Volatile.Read(ref _phase) == DeadlinePassed;

    protected bool IsEnded => Volatile.Read(ref _phase) != Running;

    /// <summary>True of the token that this call gives out. The transport and the deadline end a read by themselves, so a wait on it
    /// needs no registration.</summary>
    protected bool IsOwnToken(CancellationToken token) => token.CanBeCanceled && token == (_deadline?.Token ?? http.RequestAborted);

    protected override string MethodCore => method.FullName;

    protected override string HostCore => http.Request.Host.Value ?? "";

    protected override string PeerCore => PeerNames.Of(http.Connection);

    protected override DateTime DeadlineCore => _deadline?.When ?? DateTime.MaxValue;

    protected override Metadata RequestHeadersCore => _requestHeaders ??= ReadHeaders(http.Request.Headers);

    protected override CancellationToken CancellationTokenCore => _deadline?.Token ?? http.RequestAborted;

    protected override Metadata ResponseTrailersCore => _trailers ??= [];

    protected override Status StatusCore { get => _status; set => _status = value; }

    protected override WriteOptions? WriteOptionsCore { get => _writeOptions; set => _writeOptions = value; }

    protected override AuthContext AuthContextCore => _authContext ??= PeerNames.Identity(http.Connection.ClientCertificate);

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
        throw new NotSupportedException("Pass the deadline and the cancellation token of this call to the other call instead.");

    /// <summary>Reads what the protocol's headers ask for.</summary>
    /// <exception cref="RpcException">They ask for what this host does not do.</exception>
    public void Begin()
    {
        // The message limit bounds what is buffered; a stream as a whole has no size, and an idle one no rate.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (method.Type is MethodType.ClientStreaming or MethodType.DuplexStreaming
            && http.Features.Get<Microsoft.AspNetCore.Server.Kestrel.Core.Features.IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        var headers = http.Request.Headers;
        if (headers.TryGetValue(Headers.Encoding, out var encoding))
        {
            GzipRequests = encoding == GzipCodec.Name;
            if (!GzipRequests && encoding != Headers.Identity)
            {
                http.Response.Headers[Headers.AcceptEncoding] = Headers.OfferedEncodings;
                throw CallErrors.Create(StatusCode.Unimplemented, $"The encoding '{encoding}' is not supported; {Headers.OfferedEncodings} are.");
            }
        }

        _gzipResponses = host.CompressResponses && Headers.Accepts(headers[Headers.AcceptEncoding], GzipCodec.Name);
        if (headers.TryGetValue(Headers.Timeout, out var timeout))
        {
            if (!TimeoutCoding.TryDecode(timeout.ToString(), out var duration))
            {
                throw CallErrors.Create(StatusCode.InvalidArgument, "grpc-timeout is not one to eight digits and a unit.");
            }

            if (duration <= TimeSpan.Zero)
            {
                throw CallErrors.Create(StatusCode.DeadlineExceeded, DeadlineDetail);
            }

            _deadline = new ServerDeadline(this, http, duration, host.Time);
            _deadline.Arm();
        }
    }

    /// <summary>The exception that a handler ended with becomes the status of the call, and is logged once.</summary>
    public void Fail(Exception exception)
    {
        switch (exception)
        {
            case RpcException rpc:
                _status = rpc.Status;
                foreach (var trailer in rpc.Trailers)
                {
                    ResponseTrailersCore.Add(trailer);
                }

                GrpcServerLog.CallFailed(host.Logger, method.FullName, rpc.StatusCode, rpc.Status.Detail, rpc);
                break;
            case var _ when IsDeadlinePassed:
                // The caller has its answer already; what the handler makes of its cancelled token is no failure.
                GrpcServerLog.CallCancelled(host.Logger, method.FullName, exception);
                break;
            case OperationCanceledException or IOException when http.RequestAborted.IsCancellationRequested:
                _status = new Status(StatusCode.Cancelled, "The call was cancelled by its caller.");
                GrpcServerLog.CallCancelled(host.Logger, method.FullName, exception);
                break;
            default:
                var detail = host.DetailedErrors
                    ? $"Exception was thrown by handler. {exception.GetType().Name}: {exception.Message}"
                    : "Exception was thrown by handler.";
                _status = new Status(StatusCode.Unknown, detail, exception);
                GrpcServerLog.HandlerFailed(host.Logger, method.FullName, exception);
                break;
        }
    }

    /// <summary>Ends the call for the handler; the trailers follow when the request ends.</summary>
    /// <returns>The status that the caller gets.</returns>
    public async ValueTask<StatusCode> EndAsync()
    {
        EndReading();
        if (Interlocked.CompareExchange(ref _phase, HandlerEnded, Running) != Running)
        {
            // The request is used again after this: the deadline must have let go of it.
            await _deadline!.Answered;
            await _deadline.Cancelled;
            _deadline.Dispose();
            return StatusCode.DeadlineExceeded;
        }

        _deadline?.Dispose();
        Volatile.Write(ref _writer, WriterClosed);
        WriteTrailers(_status, _trailers);
        return _status.StatusCode;
    }

    /// <summary>The deadline passed: answers the caller, whatever the handler is doing, and cancels the handler's token.</summary>
    public async Task OnDeadlineAsync()
    {
        if (Interlocked.CompareExchange(ref _phase, DeadlinePassed, Running) != Running)
        {
            return;
        }

        try
        {
            GrpcServerLog.DeadlineExceeded(host.Logger, method.FullName);

            // Cancelled first, so that the handler stops; what it registered on the token runs elsewhere, so that it cannot hold up the answer.
            CancelReading();
            var cancelling = _deadline!.CancelAsync();
            CloseWriterAtDeadline();
            await cancelling;
        }
        catch (Exception e)
        {
            // From a timer's thread nothing may escape.
            GrpcServerLog.CancellationCallbackFailed(host.Logger, method.FullName, e);
        }
        finally
        {
            _deadline!.SetCancelled();
        }
    }

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        TakeWriter();
        if (_headersSent || http.Response.HasStarted)
        {
            ReleaseWriter();
            throw new InvalidOperationException("Response headers can only be sent once per call.");
        }

        return SendAsync();

        async Task SendAsync()
        {
            try
            {
                foreach (var entry in responseHeaders)
                {
                    if (entry.Key == Headers.EncodingRequest)
                    {
                        _gzipResponses = entry.Value == GzipCodec.Name && Headers.Accepts(http.Request.Headers[Headers.AcceptEncoding], GzipCodec.Name);
                    }
                    else if (!Headers.IsReserved(entry.Key))
                    {
                        http.Response.Headers.Append(entry.Key, Headers.ToText(entry));
                    }
                }

                await StartResponseAsync();
                await http.Response.BodyWriter.FlushAsync();
            }
            finally
            {
                ReleaseWriter();
            }
        }
    }

    /// <summary>Claims the response for one write.</summary>
    /// <exception cref="InvalidOperationException">Another write is in progress, or the call has ended.</exception>
    protected void TakeWriter()
    {
        var was = Interlocked.CompareExchange(ref _writer, WriterBusy, WriterFree);
        if (was != WriterFree)
        {
            ThrowTaken(was);
        }
    }

    /// <summary>Ends a write; if the deadline passed meanwhile, answers the caller.</summary>
    protected void ReleaseWriter()
    {
        if (Interlocked.CompareExchange(ref _writer, WriterFree, WriterBusy) == WriterBusy)
        {
            return;
        }

        if (Interlocked.CompareExchange(ref _writer, WriterClosed, WriterBusyAtDeadline) == WriterBusyAtDeadline)
        {
            _ = AnswerDeadlineAsync();
        }
    }

    /// <summary>How the next message is compressed; null for not.</summary>
    protected CompressionLevel? Compression =>
        _gzipResponses && (_writeOptions is null || (_writeOptions.Flags & WriteFlags.NoCompress) == 0) ? host.CompressionLevel : null;

    protected bool MayBuffer => _writeOptions is not null && (_writeOptions.Flags & WriteFlags.BufferHint) != 0;

    /// <summary>Cancelled soon after the deadline, so that a write to a caller that does not read ends there.</summary>
    protected CancellationToken FlushToken => _deadline?.FlushToken ?? default;

    protected bool IsResponseStarted => _headersSent;

    /// <summary>Sends the headers. Called by who holds the writer.</summary>
    protected Task StartResponseAsync()
    {
        _headersSent = true;
        var response = http.Response;
        response.ContentType = Headers.ContentType;
        if (_gzipResponses)
        {
            response.Headers[Headers.Encoding] = GzipCodec.Name;
        }

        return response.HasStarted ? Task.CompletedTask : response.StartAsync();
    }

    /// <summary>Wakes a read that waits.</summary>
    protected abstract void CancelReading();

    /// <summary>Gives back what a read holds.</summary>
    protected abstract void EndReading();

    private void CloseWriterAtDeadline()
    {
        while (true)
        {
            var was = Volatile.Read(ref _writer);
            var next = was == WriterBusy ? WriterBusyAtDeadline : WriterClosed;
            if (Interlocked.CompareExchange(ref _writer, next, was) == was)
            {
                if (was != WriterBusy)
                {
                    _ = AnswerDeadlineAsync();
                }

                return;
            }
        }
    }

    private static Metadata ReadHeaders(IHeaderDictionary headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
            {
                Headers.AddReceived(metadata, name, value);
            }
        }

        return metadata;
    }

    [DoesNotReturn]
    private static void ThrowTaken(int writer) => throw new InvalidOperationException(writer == WriterBusy
        ? "Can't write the message because the previous write is in progress."
        : "Can't write the message because the call has ended.");

    private async Task AnswerDeadlineAsync()
    {
        try
        {
            // The handler may still be adding trailers of its own, so none of them is read here.
            WriteTrailers(new Status(StatusCode.DeadlineExceeded, DeadlineDetail), null);
            await http.Response.CompleteAsync();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The caller is gone, and with it the need for an answer.
            GrpcServerLog.DeadlineResponseFailed(host.Logger, method.FullName, e);
        }
        finally
        {
            _deadline!.SetAnswered();
        }
    }

    private void WriteTrailers(Status status, Metadata? trailers)
    {
        var response = http.Response;
        IHeaderDictionary? target;
        if (response.HasStarted)
        {
            target = http.Features.Get<IHttpResponseTrailersFeature>()?.Trailers;
            if (target is null or { IsReadOnly: true })
            {
                return;
            }
        }
        else
        {
            // Nothing was sent: one block of headers says it all.
            response.ContentType = Headers.ContentType;
            target = response.Headers;
        }

        try
        {
            foreach (var entry in trailers ?? [])
            {
                if (!Headers.IsReserved(entry.Key))
                {
                    target.Append(entry.Key, Headers.ToText(entry));
                }
            }
        }
        catch (InvalidOperationException e)
        {
            // A value that HTTP cannot carry. The caller still gets a status.
            GrpcServerLog.TrailersFailed(host.Logger, method.FullName, e);
            _status = status = new Status(StatusCode.Internal, "The trailers of the response are not valid.");
        }

        target[Headers.Status] = StatusNames.Digits(status.StatusCode);
        if (!string.IsNullOrEmpty(status.Detail))
        {
            target[Headers.Message] = PercentCoding.Encode(status.Detail);
        }
    }
}
