using System.Net;
using Grpc.Core;
using Grpc.Framing;

namespace Grpc.Net.Client.Internal;

/// <summary>One call of any kind. One reader and one writer at a time; both may run side by side.</summary>
/// <remarks>
/// The server's status, the deadline, the caller's token and <see cref="Dispose"/> race to end the call: the first to
/// set <see cref="_outcome"/> wins, and everything that fails afterwards fails because of it.
/// </remarks>
internal sealed class HttpCall<TRequest, TResponse> : IAsyncStreamReader<TResponse>, IClientStreamWriter<TRequest>, IDisposable
    where TRequest : class
    where TResponse : class
{
    private static readonly Task<bool> s_true = Task.FromResult(true);
    private static readonly Task<bool> s_false = Task.FromResult(false);

    private readonly GrpcChannel _channel;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _stop = new();
    private readonly RequestWriter<TRequest> _writer;
    private readonly ResponseReader<TResponse> _responses;
    private readonly StreamContent? _requests;
    private readonly ITimer? _deadline;
    private readonly CancellationTokenRegistration _callerRegistration;
    private readonly bool _single;

    private CallOutcome? _outcome;
    private HttpResponseMessage? _response;
    private Task? _singleRead;
    private bool _reading;
    private bool _anyRead;
    private TResponse? _current;
    private int _writing;
    private bool _writesDone;

    /// <summary>Starts the call.</summary>
    /// <param name="request">The one request; null when requests are streamed.</param>
    public HttpCall(GrpcChannel channel, Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest? request)
    {
        var gzip = RequestHeaders.WantsGzip(options.Headers);
        var left = CallDeadline.Left(options.Deadline, channel.Time);
        _channel = channel;
        _caller = options.CancellationToken;
        _single = method.Type is MethodType.Unary or MethodType.ClientStreaming;
        _writer = new RequestWriter<TRequest>(method.RequestMarshaller, channel.MaxSend, gzip);
        _responses = new ResponseReader<TResponse>(method.ResponseMarshaller, channel.MaxReceive);
        WriteOptions = options.WriteOptions;
        HttpRequestMessage? message = null;
        try
        {
            message = RequestHeaders.Create(new Uri(channel.Address, method.FullName), host, options.Headers, gzip, left);
            message.Content = request is not null
                ? new FrameContent(_writer.Write(request, options.WriteOptions))
                : _requests = new StreamContent(_stop.Token);
        }
        catch (RpcException e)
        {
            TryEnd(e.Status);
        }

        if (left == TimeSpan.Zero)
        {
            OnDeadline();
        }
        else if (left is { } wait)
        {
            _deadline = CallDeadline.Start(wait, channel.Time, static call => ((HttpCall<TRequest, TResponse>)call!).OnDeadline(), this);
        }

        _callerRegistration = _caller.UnsafeRegister(static call => ((HttpCall<TRequest, TResponse>)call!).OnCancelled(), this);
        HeadersAsync = StartAsync(message);
        Observe(HeadersAsync);
        if (Volatile.Read(ref _outcome) is not null)
        {
            // Ended before the fields that End disposes were set.
            Release(_outcome!);
        }
    }

    /// <summary>What the server sent before its first message.</summary>
    public Task<Metadata> HeadersAsync { get; }

    public WriteOptions? WriteOptions { get; set; }

    public TResponse Current => _current ?? throw new InvalidOperationException("There is no current message: call MoveNext first.");

    private CallOutcome? Outcome => Volatile.Read(ref _outcome);

    public Status GetStatus() => Ended("status").Status;

    public Metadata GetTrailers() => Ended("trailers").Trailers;

    public Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            OnCancelled();
        }

        if (Outcome is { } ended)
        {
            _current = null;
            return ended.IsOk ? s_false : Task.FromException<bool>(ended.ToException());
        }

        try
        {
            if (_reading)
            {
                throw new InvalidOperationException("Can't read the next message because the previous read is still in progress.");
            }

            if (_responses.TryTake(out var message))
            {
                Take(message);
                return s_true;
            }
        }
        catch (RpcException e)
        {
            return Task.FromException<bool>(Fail(e));
        }
        catch (InvalidOperationException e)
        {
            return Task.FromException<bool>(e);
        }

        return WaitAsync(cancellationToken);
    }

    /// <summary>The one response of a call that has one; the stream must end behind it. Called once.</summary>
    public Task<TResponse> ReadSingleAsync()
    {
        var read = ReadAsync();
        _singleRead = read;
        Observe(read);
        return read;

        async Task<TResponse> ReadAsync()
        {
            TResponse? single = null;
            while (await MoveNext(CancellationToken.None).ConfigureAwait(false))
            {
                single = Current;
            }

            return single!;
        }
    }

    public Task WriteAsync(TRequest message) => WriteAsync(message, CancellationToken.None);

    public Task WriteAsync(TRequest message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (cancellationToken.IsCancellationRequested)
        {
            OnCancelled();
        }

        if (Outcome is { } ended)
        {
            return Task.FromException(Refusal(ended));
        }

        if (_writesDone)
        {
            return Task.FromException(new InvalidOperationException("Can't write the message because the client stream writer is complete."));
        }

        return Interlocked.Exchange(ref _writing, 1) == 0
            ? WriteCoreAsync(message, cancellationToken)
            : Task.FromException(new InvalidOperationException("Can't write the message because the previous write is in progress."));
    }

    public Task CompleteAsync()
    {
        if (Volatile.Read(ref _writing) != 0)
        {
            return Task.FromException(new InvalidOperationException("Can't complete the client stream writer because the previous write is in progress."));
        }

        _writesDone = true;
        _requests?.Complete();
        return Task.CompletedTask;
    }

    public void Dispose() => TryEnd(new Status(StatusCode.Cancelled, "The call was disposed."));

    private async Task<Metadata> StartAsync(HttpRequestMessage? request)
    {
        try
        {
            if (Outcome is { } ended)
            {
                throw ended.ToException();
            }

            var response = await _channel.SendAsync(request!, _stop.Token).ConfigureAwait(false);
            Interlocked.Exchange(ref _response, response);
            if (Outcome is not null)
            {
                response.Dispose();
            }

            return ReadHeaders(response);
        }
        catch (Exception e)
        {
            throw Fail(e);
        }
    }

    private Metadata ReadHeaders(HttpResponseMessage response)
    {
        var headers = ResponseHeaders.Read(response.Headers);
        if (CallStatus.In(response.Headers) is { } only)
        {
            // There is no body: the one block of headers is headers and trailers.
            EndByServer(only, headers);
        }
        else if (response.StatusCode != HttpStatusCode.OK)
        {
            TryEnd(CallStatus.Of(response.StatusCode));
        }
        else if (!Headers.IsGrpcContentType(response.Content.Headers.ContentType?.ToString()))
        {
            TryEnd(new Status(StatusCode.Unknown, $"The server answered with content of type '{response.Content.Headers.ContentType}' instead of gRPC."));
        }

        _responses.Gzip = response.Headers.TryGetValues(Headers.Encoding, out var encodings) && encodings.Contains(GzipCodec.Name);
        return headers;
    }

    private void Take(TResponse message)
    {
        if (_single && _anyRead)
        {
            throw CallErrors.MoreThanOneMessage();
        }

        _anyRead = true;
        _current = message;
    }

    private async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        _reading = true;
        // Of the call's own token the call has a registration already.
        using var registration = cancellationToken == _caller ? default : RegisterCancel(cancellationToken);
        try
        {
            await HeadersAsync.ConfigureAwait(false);
            if (Outcome is { } ended)
            {
                _current = null;
                return ended.IsOk ? false : throw ended.ToException();
            }

            if (await _responses.ReadAsync(_response!.Content, _stop.Token).ConfigureAwait(false) is { } message)
            {
                Take(message);
                return true;
            }

            _current = null;
            var status = CallStatus.In(_response!.TrailingHeaders) ?? new Status(StatusCode.Unknown, "No grpc-status was found in the trailers.");
            EndByServer(status, ResponseHeaders.Read(_response.TrailingHeaders));
            return Outcome is { IsOk: false } failed ? throw failed.ToException() : false;
        }
        catch (Exception e)
        {
            _responses.End();
            throw Fail(e);
        }
        finally
        {
            _reading = false;
        }
    }

    private async Task WriteCoreAsync(TRequest message, CancellationToken cancellationToken)
    {
        try
        {
            using var registration = cancellationToken == _caller ? default : RegisterCancel(cancellationToken);
            var body = await _requests!.Opened.ConfigureAwait(false);
            await body.WriteAsync(_writer.Write(message, WriteOptions), _stop.Token).ConfigureAwait(false);
            if (!RequestWriter<TRequest>.MayWait(WriteOptions))
            {
                await body.FlushAsync(_stop.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            // The server may have ended the call; then the reader is about to know why.
            if (_singleRead is not null)
            {
                await _singleRead.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            throw Outcome is { } ended ? Refusal(ended) : new RpcException(CallStatus.Of(e));
        }
        finally
        {
            Volatile.Write(ref _writing, 0);
        }
    }

    private CancellationTokenRegistration RegisterCancel(CancellationToken token) =>
        token.UnsafeRegister(static call => ((HttpCall<TRequest, TResponse>)call!).OnCancelled(), this);

    private void OnDeadline() => TryEnd(new Status(StatusCode.DeadlineExceeded, "The deadline has passed."));

    private void OnCancelled() => TryEnd(new Status(StatusCode.Cancelled, "The call was cancelled by its caller."));

    private void EndByServer(Status status, Metadata trailers)
    {
        if (_single && !_anyRead && status.StatusCode == StatusCode.OK)
        {
            status = CallErrors.NoMessage().Status;
        }

        TryEnd(status, trailers);
    }

    /// <summary>A failure ends the call, unless something else did, and becomes the exception of how it ended.</summary>
    private RpcException Fail(Exception exception)
    {
        TryEnd(CallStatus.Of(exception));
        return Outcome!.ToException();
    }

    private void TryEnd(Status status, Metadata? trailers = null)
    {
        var outcome = new CallOutcome(status, trailers ?? []);
        if (Interlocked.CompareExchange(ref _outcome, outcome, null) is null)
        {
            Release(outcome);
        }
    }

    /// <summary>May run twice.</summary>
    private void Release(CallOutcome outcome)
    {
        _writesDone = true;
        _deadline?.Dispose();
        _callerRegistration.Unregister();
        if (outcome.IsOk)
        {
            _requests?.Complete();
        }
        else
        {
            // In this order: the stream is reset before the body could end.
            _stop.Cancel();
            _requests?.Abort();
        }

        Interlocked.CompareExchange(ref _response, null, null)?.Dispose();
    }

    private static Exception Refusal(CallOutcome ended) => ended.IsOk
        ? new InvalidOperationException("Can't write the message because the call is complete.")
        : ended.ToException();

    private CallOutcome Ended(string what) =>
        Outcome ?? throw new InvalidOperationException($"Unable to get the {what} because the call is not complete.");

    /// <summary>A caller need not ask for every part of a call: a failure that nobody asks about is none.</summary>
    private static void Observe(Task task) =>
        task.ContinueWith(static failed => _ = failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
