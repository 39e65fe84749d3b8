using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using NoticeService.Grpc.Tests.Client;
using NoticeService.Grpc.Tests.Probe;

namespace NoticeService.Grpc.Tests.Interop;

/// <summary>Our client against a server on grpc-js, a fresh one each test: a missing tool so skips or fails every test by name.</summary>
public sealed class ForeignServerTests : IAsyncLifetime
{
    private readonly ForeignServer server = new();

    private ProbeService.ProbeServiceClient Client => new(server.Channel);

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Unary_MessageAndMetadata_ComeBack()
    {
        var sent = new ProbeMessage { Text = "ü", Number = -5, Data = ByteString.CopyFrom(ProbeImpl.AllBytes) };
        using var call = Client.EchoAsync(sent, new Metadata { { "ask", "now" }, { "ask-bin", ProbeImpl.AllBytes } });
        var headers = await call.ResponseHeadersAsync;
        Assert.Equal(sent, await call);
        Assert.Equal("now", headers.GetValue("answer"));
        Assert.Equal(ProbeImpl.AllBytes, headers.GetValueBytes("answer-bin"));
        Assert.Equal(ProbeImpl.AllBytes, call.GetTrailers().GetValueBytes("answer-trailer-bin"));
    }

    [Fact]
    public void BlockingUnary_Returns() => Assert.Equal(7, Client.Echo(new ProbeMessage { Number = 7 }).Number);

    [Fact]
    public async Task ServerStreaming_TwoThousand_ArriveInOrder()
    {
        using var call = Client.Split(new ProbeMessage { Number = 2000 });
        var next = 0;
        await foreach (var message in call.ResponseStream.ReadAllAsync())
        {
            Assert.Equal(next++, message.Number);
        }

        Assert.Equal(2000, next);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task ServerStreaming_FailsBehindItsMessages_AllArriveFirst()
    {
        using var call = Client.Split(new ProbeMessage { Number = 3, Text = "fail" });
        for (var i = 0; i < 3; i++)
        {
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        }

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal((StatusCode.Aborted, "after the last"), (failure.StatusCode, failure.Status.Detail));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    public async Task ClientStreaming_AreSummed(int count)
    {
        using var call = Client.Join();
        for (var i = 1; i <= count; i++)
        {
            await call.RequestStream.WriteAsync(new ProbeMessage { Number = i });
        }

        await call.RequestStream.CompleteAsync();
        var joined = await call;
        Assert.Equal((count * (count + 1) / 2, count.ToString(System.Globalization.CultureInfo.InvariantCulture)), (joined.Number, joined.Text));
    }

    [Fact]
    public async Task ClientStreaming_ServerEndsEarly_ItsStatusArrives()
    {
        using var call = Client.Join();
        await call.RequestStream.WriteAsync(new ProbeMessage { Number = -1 });
        Assert.Equal(StatusCode.OutOfRange, (await Assert.ThrowsAsync<RpcException>(async () => await call)).StatusCode);
    }

    [Fact]
    public async Task Duplex_EachAnsweredBeforeTheNext()
    {
        using var call = Client.Chat();
        for (var i = 0; i < 100; i++)
        {
            await call.RequestStream.WriteAsync(new ProbeMessage { Number = i });
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            Assert.Equal(2 * i, call.ResponseStream.Current.Number);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
    }

    [Fact]
    public async Task Error_StatusDetailAndTrailersArrive()
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await Client.EchoAsync(new ProbeMessage { Text = "fail" }));
        Assert.Equal((StatusCode.FailedPrecondition, "as asked: 100 % é"), (failure.StatusCode, failure.Status.Detail));
        Assert.Equal("asked", failure.Trailers.GetValue("why"));
        Assert.Equal(ProbeImpl.AllBytes, failure.Trailers.GetValueBytes("why-bin"));
    }

    [Fact]
    public async Task UnknownMethod_Unimplemented()
    {
        var health = new global::Grpc.Health.V1.Health.HealthClient(server.Channel);
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await health.CheckAsync(new global::Grpc.Health.V1.HealthCheckRequest()));
        Assert.Equal(StatusCode.Unimplemented, failure.StatusCode);
    }

    [Fact]
    public async Task Deadline_Passes_DeadlineExceededAndHandlerCancelled()
    {
        // On a busy machine a deadline may pass before the handler runs; then a longer one is tried.
        var (milliseconds, hung) = (300, false);
        while (!hung)
        {
            var failure = await Assert.ThrowsAsync<RpcException>(async () =>
                await Client.EchoAsync(new ProbeMessage { Text = $"hang:{milliseconds}" }, deadline: DateTime.UtcNow.AddMilliseconds(milliseconds)));
            Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
            hung = (await Client.EchoAsync(new ProbeMessage { Text = $"hung:{milliseconds}" })).Number == 1;
            if (hung)
            {
                // Answers only when the handler was cancelled.
                await Client.EchoAsync(new ProbeMessage { Text = $"cancelled:{milliseconds}" });
            }

            milliseconds *= 2;
        }
    }

    [Fact]
    public async Task Cancel_Stream_HandlerIsCancelled()
    {
        using var cancellation = new CancellationTokenSource();
        using var call = Client.Split(new ProbeMessage { Text = "endless:cancel", Number = 1 }, cancellationToken: cancellation.Token);
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        var next = call.ResponseStream.MoveNext(CancellationToken.None);
        await cancellation.CancelAsync();
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => next)).StatusCode);
        // Answers only when the handler was cancelled.
        await Client.EchoAsync(new ProbeMessage { Text = "cancelled:cancel" });
    }

    [Theory]
    [InlineData("identity", 100_000, 200_000)]
    [InlineData("gzip", 0, 10_000)]
    public async Task Gzip_AskedOrNot_ShowsOnTheWireAndIsUnderstood(string encoding, int leastSent, int mostSent)
    {
        var counts = new CountedConnection();
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { HttpHandler = counts.Handler(), DisposeHttpClient = true });
        var sent = new ProbeMessage { Text = new string('x', 100_000) };
        var answer = await new ProbeService.ProbeServiceClient(channel).EchoAsync(sent, new Metadata { { "grpc-internal-encoding-request", encoding } });
        Assert.Equal(sent, answer);
        Assert.InRange(counts.Sent, leastSent, mostSent);
    }

    [Theory]
    [InlineData(4 * 1024 * 1024 - 5, true)]
    [InlineData(4 * 1024 * 1024 - 4, false)]
    public async Task Message_AboveTheServersLimit_ResourceExhausted(int bytes, bool passes)
    {
        // The foreign library also writes fields that are not set: its answer is larger than the request.
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { MaxReceiveMessageSize = null });
        var call = new ProbeService.ProbeServiceClient(channel).EchoAsync(new ProbeMessage { Data = ByteString.CopyFrom(new byte[bytes]) });
        if (passes)
        {
            Assert.Equal(bytes, (await call).Data.Length);
        }
        else
        {
            Assert.Equal(StatusCode.ResourceExhausted, (await Assert.ThrowsAsync<RpcException>(async () => await call)).StatusCode);
        }
    }

    [Fact]
    public async Task Message_AboveTheClientsLimit_ResourceExhaustedAndTheNextCallPasses()
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await Client.EchoAsync(new ProbeMessage { Text = "big", Number = 5 * 1024 * 1024 }));
        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        Assert.Equal(1, (await Client.EchoAsync(new ProbeMessage { Number = 1 })).Number);
    }

    [Fact]
    public async Task ServerDies_CallInProgress_FailsAndTheNextIsUnavailable()
    {
        using var call = Client.Split(new ProbeMessage { Text = "endless:death", Number = 1 });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        var next = call.ResponseStream.MoveNext(CancellationToken.None);
        await server.EndAsync();
        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => next)).StatusCode);
        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(async () => await Client.EchoAsync(new ProbeMessage()))).StatusCode);
    }
}
