using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace NoticeService.Grpc.Tests.Probe;

/// <summary>Serves what probe.proto says.</summary>
public sealed class ProbeImpl(Signals signals, SwitchedHealth health) : ProbeService.ProbeServiceBase
{
    /// <summary>Every value that a byte has.</summary>
    public static readonly byte[] AllBytes = [.. Enumerable.Range(0, 256).Select(b => (byte)b)];

    public override async Task<ProbeMessage> Echo(ProbeMessage request, ServerCallContext context)
    {
        await AnswerMetadataAsync(context);
        var (verb, key) = request.Text.Split(':') is [var first, var second] ? (first, second) : (request.Text, "");
        switch (verb)
        {
            case "fail":
                context.ResponseTrailers.Add("why", "asked");
                context.ResponseTrailers.Add("why-bin", AllBytes);
                throw new RpcException(new Status(StatusCode.FailedPrecondition, "as asked: 100 % é"));
            case "throw":
                throw new InvalidOperationException("a secret");
            case "hang":
                await HangAsync(key, context.CancellationToken);
                return request;
            case "hung":
                return new ProbeMessage { Number = signals.IsSet($"hanging {key}") ? 1 : 0 };
            case "cancelled":
                await signals.WaitAsync($"cancelled {key}", context.CancellationToken);
                return request;
            case "encoding":
                return new ProbeMessage { Text = context.GetHttpContext().Request.Headers["grpc-encoding"].ToString() };
            case "big":
                return new ProbeMessage { Data = ByteString.CopyFrom(new byte[request.Number]) };
            case "health":
                await health.SetAsync(Enum.Parse<HealthStatus>(key, ignoreCase: true));
                return request;
            default:
                return request;
        }
    }

    public override async Task Split(ProbeMessage request, IServerStreamWriter<ProbeMessage> responseStream, ServerCallContext context)
    {
        for (var i = 0; i < request.Number; i++)
        {
            await responseStream.WriteAsync(new ProbeMessage { Number = i });
        }

        if (request.Text == "fail")
        {
            throw new RpcException(new Status(StatusCode.Aborted, "after the last"));
        }

        if (request.Text.StartsWith("endless:", StringComparison.Ordinal))
        {
            await HangAsync(request.Text.Split(':')[1], context.CancellationToken);
        }
    }

    public override async Task<ProbeMessage> Join(IAsyncStreamReader<ProbeMessage> requestStream, ServerCallContext context)
    {
        var (sum, count) = (0, 0);
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            sum += NotNegative(requestStream.Current.Number);
            count++;
        }

        return new ProbeMessage { Number = sum, Text = count.ToString(System.Globalization.CultureInfo.InvariantCulture) };
    }

    public override async Task Chat(IAsyncStreamReader<ProbeMessage> requestStream, IServerStreamWriter<ProbeMessage> responseStream, ServerCallContext context)
    {
        var watched = "";
        try
        {
            while (await requestStream.MoveNext(context.CancellationToken))
            {
                watched = requestStream.Current.Text is ['w', 'a', 't', 'c', 'h', 'e', 'd', ':', .. var key] ? key : watched;
                await responseStream.WriteAsync(new ProbeMessage { Number = NotNegative(requestStream.Current.Number) * 2 });
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            signals.Set($"broken {watched}");
            throw;
        }
    }

    private static int NotNegative(int number) =>
        number >= 0 ? number : throw new RpcException(new Status(StatusCode.OutOfRange, "a negative number"));

    private static async Task AnswerMetadataAsync(ServerCallContext context)
    {
        var headers = new Metadata();
        if (context.RequestHeaders.GetValue("ask") is { } asked)
        {
            headers.Add("answer", asked);
        }

        if (context.RequestHeaders.GetValueBytes("ask-bin") is { } bytes)
        {
            headers.Add("answer-bin", bytes);
            context.ResponseTrailers.Add("answer-trailer-bin", bytes);
        }

        if (context.RequestHeaders.Get("ask-gzip") is not null)
        {
            headers.Add("grpc-internal-encoding-request", "gzip");
        }

        if (headers.Count > 0)
        {
            await context.WriteResponseHeadersAsync(headers);
        }
    }

    private async Task HangAsync(string key, CancellationToken cancelled)
    {
        signals.Set($"hanging {key}");
        try
        {
            await Task.Delay(Timeout.Infinite, cancelled);
        }
        finally
        {
            signals.Set($"cancelled {key}");
        }
    }
}
