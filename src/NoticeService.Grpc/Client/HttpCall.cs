using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Grpc.Core;
using Grpc.Framing;

namespace Grpc.Net.Client;

/// <summary>One call of any kind. One reader and one writer at a time; both may run side by side.</summary>
internal sealed class HttpCall<TRequest, TResponse> : IAsyncStreamReader<TResponse>, IClientStreamWriter<TRequest>, IDisposable
    where TRequest : class
    where TResponse : class
{
    private readonly GrpcChannel channel;
    private readonly Method<TRequest, TResponse> method;
    private readonly RequestContent content = new();
    private readonly CancellationTokenSource stop;
    private readonly CancellationTokenSource? deadline;
    private readonly CancellationToken caller;
    private readonly Task<HttpResponseMessage> response;
    private readonly PooledBuffer outgoing = new();
    private PipeReader? reader;
    private bool gzip;
    private TResponse? current;
    private Status? status;
    private Metadata trailers = [];
    private bool writesDone;

    /// <summary>Starts the call.</summary>
    /// <param name="request">The one request; null when requests are streamed.</param>
    public HttpCall(GrpcChannel channel, Method<TRequest, TResponse> method, CallOptions options, TRequest? request)
    {
        this.channel = channel;
        this.method = method;
        caller = options.CancellationToken;
        stop = CancellationTokenSource.CreateLinkedTokenSource(caller);
        var message = NewRequest(options);
        if (options.Deadline is { } at && at != DateTime.MaxValue)
        {
            var left = at.ToUniversalTime() - DateTime.UtcNow;
            message.Headers.TryAddWithoutValidation(Headers.Timeout, TimeoutCoding.Encode(left));
            deadline = new CancellationTokenSource();
            deadline.Token.Register(stop.Cancel);
            deadline.CancelAfter(left > TimeSpan.Zero ? left < TimeSpan.FromDays(40) ? left : TimeSpan.FromDays(40) : TimeSpan.Zero);
        }

        response = SendAsync(message);
        HeadersAsync = ReadHeadersAsync();
        _ = HeadersAsync.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        if (request is not null)
        {
            _ = WriteSingleAsync(request);
        }
    }

    public Task<Metadata> HeadersAsync { get; }

    public WriteOptions? WriteOptions { get; set; }

    public TResponse Current => current ?? throw new InvalidOperationException("No message is available: call MoveNext first.");

    public Status GetStatus() => status ?? throw new InvalidOperationException("The call has not ended yet.");

    public Metadata GetTrailers() => status is null ? throw new InvalidOperationException("The call has not ended yet.") : trailers;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (status is { } ended)
        {
            return ended.StatusCode == StatusCode.OK ? false : throw new RpcException(ended, trailers);
        }

        using var cancellation = cancellationToken.CanBeCanceled ? cancellationToken.Register(stop.Cancel) : default;
        try
        {
            var answer = await response;
            await HeadersAsync;
            if (status is null && await ReadMessageAsync(answer))
            {
                return true;
            }

            End(status ?? StatusOf(answer, answer.TrailingHeaders));
        }
        catch (Exception exception)
        {
            End(StatusOf(exception));
        }

        current = null;
        return status!.Value.StatusCode == StatusCode.OK ? false : throw new RpcException(status.Value, trailers);
    }

    public async Task<TResponse> ReadSingleAsync()
    {
        if (!await MoveNext(CancellationToken.None))
        {
            End(new Status(StatusCode.Internal, "The server ended the call without a message."), replace: true);
            throw new RpcException(status!.Value, trailers);
        }

        var single = Current;
        if (await MoveNext(CancellationToken.None))
        {
            End(new Status(StatusCode.Internal, "The server sent more than one message."));
            throw new RpcException(status!.Value, trailers);
        }

        return single;
    }

    public Task WriteAsync(TRequest message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(TRequest message, CancellationToken cancellationToken)
    {
        if (writesDone)
        {
            throw new InvalidOperationException("The requests are complete.");
        }

        try
        {
            var body = await content.Opened.WaitAsync(cancellationToken);
            outgoing.Reset();
            FrameWriter.Write(outgoing, method.RequestMarshaller, message, channel.MaxSend, compression: null);
            await body.WriteAsync(outgoing.WrittenMemory, stop.Token);
            await body.FlushAsync(stop.Token);
        }
        catch (Exception exception) when (exception is not RpcException and not InvalidOperationException)
        {
            throw new RpcException(status ?? StatusOf(exception), trailers);
        }
    }

    public Task CompleteAsync()
    {
        writesDone = true;
        content.Complete();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        if (status is null)
        {
            End(new Status(StatusCode.Cancelled, "The call was disposed."));
        }
    }

    private HttpRequestMessage NewRequest(CallOptions options)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(channel.Address, method.FullName))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        request.Headers.TE.ParseAdd("trailers");
        request.Headers.TryAddWithoutValidation(Headers.AcceptEncoding, Headers.OfferedEncodings);
        foreach (var entry in options.Headers ?? [])
        {
            request.Headers.TryAddWithoutValidation(entry.Key, Headers.ToText(entry));
        }

        return request;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        try
        {
            return await channel.SendAsync(request, stop.Token);
        }
        catch (Exception exception)
        {
            content.Abort(exception);
            throw;
        }
    }

    private async Task WriteSingleAsync(TRequest request)
    {
        try
        {
            await WriteAsync(request);
            await CompleteAsync();
        }
        catch (RpcException exception)
        {
            // The reader tells the caller; a message that may not be sent never reached the server.
            End(exception.Status);
        }
    }

    private async Task<Metadata> ReadHeadersAsync()
    {
        HttpResponseMessage answer;
        try
        {
            answer = await response;
        }
        catch (Exception exception)
        {
            End(StatusOf(exception));
            throw new RpcException(status!.Value);
        }

        var received = new Metadata();
        foreach (var (name, values) in answer.Headers)
        {
            foreach (var value in values)
            {
                Headers.AddReceived(received, name, value);
            }
        }

        if (answer.StatusCode != HttpStatusCode.OK || !Headers.IsGrpcContentType(answer.Content.Headers.ContentType?.ToString()))
        {
            End(answer.Headers.Contains(Headers.Status) ? StatusOf(answer, answer.Headers) : StatusOf(answer.StatusCode));
        }
        else if (answer.Headers.Contains(Headers.Status))
        {
            // Trailers only: there is no body.
            trailers = received;
            End(StatusOf(answer, answer.Headers));
        }

        gzip = answer.Headers.TryGetValues(Headers.Encoding, out var encodings) && encodings.Contains("gzip");
        return received;
    }

    private async Task<bool> ReadMessageAsync(HttpResponseMessage answer)
    {
        reader ??= PipeReader.Create(await answer.Content.ReadAsStreamAsync(stop.Token));
        while (true)
        {
            var read = await reader.ReadAsync(stop.Token);
            var buffer = read.Buffer;
            if (MessageReader.TryRead(ref buffer, method.ResponseMarshaller, channel.MaxReceive, gzip, out current))
            {
                reader.AdvanceTo(buffer.Start);
                return true;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                return buffer.IsEmpty ? false : throw CallErrors.Truncated();
            }
        }
    }

    private Status StatusOf(HttpResponseMessage answer, System.Net.Http.Headers.HttpHeaders source)
    {
        if (!source.TryGetValues(Headers.Status, out var codes) || !int.TryParse(codes.First(), out var code))
        {
            return new Status(StatusCode.Cancelled, "No grpc-status was found in the trailers.");
        }

        var detail = source.TryGetValues(Headers.Message, out var texts) ? PercentCoding.Decode(texts.First()) : "";
        if (ReferenceEquals(source, answer.TrailingHeaders))
        {
            foreach (var (name, values) in source)
            {
                foreach (var value in values)
                {
                    Headers.AddReceived(trailers, name, value);
                }
            }
        }

        return new Status((StatusCode)code, detail);
    }

    // The mapping of the gRPC specification for answers that are not gRPC.
    private static Status StatusOf(HttpStatusCode code)
    {
        var mapped = (int)code switch
        {
            400 => StatusCode.Internal,
            401 => StatusCode.Unauthenticated,
            403 => StatusCode.PermissionDenied,
            404 => StatusCode.Unimplemented,
            429 or 502 or 503 or 504 => StatusCode.Unavailable,
            _ => StatusCode.Unknown,
        };
        return new Status(mapped, $"The server answered HTTP {(int)code} instead of gRPC.");
    }

    private Status StatusOf(Exception exception)
    {
        if (deadline is { IsCancellationRequested: true })
        {
            return new Status(StatusCode.DeadlineExceeded, "The deadline has passed.", exception);
        }

        if (caller.IsCancellationRequested || stop.IsCancellationRequested)
        {
            return new Status(StatusCode.Cancelled, "The call was cancelled.", exception);
        }

        return exception switch
        {
            RpcException known => known.Status,
            _ when Reset(exception) is { } code => new Status(code, "The server reset the stream.", exception),
            HttpRequestException => new Status(StatusCode.Unavailable, $"The server cannot be reached: {exception.Message}", exception),
            IOException => new Status(StatusCode.Unavailable, "The connection broke.", exception),
            OperationCanceledException => new Status(StatusCode.Cancelled, "The call was cancelled.", exception),
            _ => new Status(StatusCode.Internal, "The call failed.", exception),
        };
    }

    // HTTP/2 error codes (RFC 9113 section 7) to status codes, as the gRPC specification maps them.
    private static StatusCode? Reset(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is HttpProtocolException { ErrorCode: var code })
            {
                return code switch
                {
                    7 => StatusCode.Unavailable,
                    8 => StatusCode.Cancelled,
                    11 => StatusCode.ResourceExhausted,
                    12 => StatusCode.PermissionDenied,
                    _ => StatusCode.Internal,
                };
            }
        }

        return null;
    }

    private void End(Status result, bool replace = false)
    {
        if (status is not null && !replace)
        {
            return;
        }

        status = result;
        writesDone = true;
        content.Complete();
        deadline?.Dispose();
        if (result.StatusCode != StatusCode.OK)
        {
            stop.Cancel();
        }
    }
}
