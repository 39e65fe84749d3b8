using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using NoticeService.Grpc.Tests.Probe;

namespace NoticeService.Grpc.Tests.Client;

/// <summary>What a caller can ask of the client, against a real server.</summary>
public sealed class ClientTests(ProbeServer server) : IClassFixture<ProbeServer>
{
    private static readonly Metadata Gzip = new() { { "grpc-internal-encoding-request", "gzip" } };

    private ProbeService.ProbeServiceClient Client => server.Client;

    [Fact]
    public async Task Metadata_TextAndBytes_ComeBackInHeadersAndTrailers()
    {
        using var call = Client.EchoAsync(new ProbeMessage(), new Metadata { { "Ask", "now" }, { "ask-bin", ProbeImpl.AllBytes } });
        var headers = await call.ResponseHeadersAsync;
        await call;
        Assert.Equal("now", headers.GetValue("answer"));
        Assert.Equal(ProbeImpl.AllBytes, headers.GetValueBytes("answer-bin"));
        Assert.Equal(ProbeImpl.AllBytes, call.GetTrailers().GetValueBytes("answer-trailer-bin"));
    }

    [Fact]
    public async Task Metadata_ValueNotAscii_InternalAndNothingSent()
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await Client.EchoAsync(new ProbeMessage(), new Metadata { { "ask", "é" } }));
        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        Assert.Contains("'ask'", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("identity", "")]
    [InlineData("gzip", "gzip")]
    public async Task EncodingRequest_IsWhatTheServerSees(string? asked, string seen)
    {
        var metadata = asked is null ? [] : new Metadata { { "grpc-internal-encoding-request", asked } };
        Assert.Equal(seen, (await Client.EchoAsync(new ProbeMessage { Text = "encoding" }, metadata)).Text);
    }

    [Fact]
    public void EncodingRequest_Unknown_Refused() => Assert.Throws<InvalidOperationException>(
        () => Client.EchoAsync(new ProbeMessage(), new Metadata { { "grpc-internal-encoding-request", "br" } }));

    [Fact]
    public async Task Gzip_StreamOfRequests_SomeNotCompressed_AllArrive()
    {
        using var call = Client.Join(Gzip);
        for (var i = 1; i <= 10; i++)
        {
            call.RequestStream.WriteOptions = i % 2 == 0 ? new WriteOptions(WriteFlags.NoCompress) : null;
            await call.RequestStream.WriteAsync(new ProbeMessage { Number = i, Text = new string('x', 1000) });
        }

        await call.RequestStream.CompleteAsync();
        Assert.Equal(55, (await call).Number);
    }

    [Theory]
    [InlineData("ask", 100_000, 200_000)]
    [InlineData("ask-gzip", 0, 10_000)]
    public async Task Gzip_ResponseAskedOrNot_ShowsOnTheWireAndArrivesWhole(string header, int leastReceived, int mostReceived)
    {
        var counts = new CountedConnection();
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { HttpHandler = counts.Handler(), DisposeHttpClient = true });
        var sent = new ProbeMessage { Text = new string('x', 100_000) };
        Assert.Equal(sent, await new ProbeService.ProbeServiceClient(channel).EchoAsync(sent, new Metadata { { header, "1" } }));
        Assert.InRange(counts.Received, leastReceived, mostReceived);
    }

    [Fact]
    public void BlockingUnary_OnAContextThatRunsNothing_Returns()
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new DeafContext());
        try
        {
            Assert.Equal("here", Client.Echo(new ProbeMessage { Text = "here" }).Text);
            var failure = Assert.Throws<RpcException>(() => Client.Echo(new ProbeMessage { Text = "fail" }));
            Assert.Equal(ProbeImpl.AllBytes, failure.Trailers.GetValueBytes("why-bin"));
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    [Fact]
    public async Task ResponseHeaders_BeforeTheFirstMessage_Arrive()
    {
        using var call = Client.Chat(new Metadata());
        await call.RequestStream.WriteAsync(new ProbeMessage { Number = 1 });
        Assert.NotNull(await call.ResponseHeadersAsync);
        Assert.Throws<InvalidOperationException>(() => call.GetStatus());
    }

    [Fact]
    public async Task ResponseHeaders_CallFailsToConnect_FailAlike()
    {
        using var channel = GrpcChannel.ForAddress("http://127.0.0.1:1");
        using var call = new ProbeService.ProbeServiceClient(channel).EchoAsync(new ProbeMessage());
        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseHeadersAsync)).StatusCode);
        Assert.Equal(StatusCode.Unavailable, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Deadline_PassedAlready_DeadlineExceededAndNothingSent()
    {
        using var channel = GrpcChannel.ForAddress("http://127.0.0.1:1");
        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
            await new ProbeService.ProbeServiceClient(channel).EchoAsync(new ProbeMessage(), deadline: DateTime.UtcNow.AddSeconds(-1)));
        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
    }

    [Fact]
    public void Deadline_KindUnspecified_Refused() => Assert.Throws<ArgumentException>(
        () => Client.EchoAsync(new ProbeMessage(), deadline: new DateTime(2100, 1, 1)));

    [Fact]
    public async Task Cancel_ServerStream_HandlerIsCancelledAndReaderToldSo()
    {
        using var cancellation = new CancellationTokenSource();
        using var call = Client.Split(new ProbeMessage { Text = "endless:client-1", Number = 1 }, cancellationToken: cancellation.Token);
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        await server.Signals.WaitAsync("hanging client-1", CancellationToken.None);
        var next = call.ResponseStream.MoveNext(CancellationToken.None);
        await cancellation.CancelAsync();
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => next)).StatusCode);
        await server.Signals.WaitAsync("cancelled client-1", CancellationToken.None);
    }

    [Fact]
    public async Task Dispose_NobodyReads_HandlerIsCancelled()
    {
        var call = Client.Split(new ProbeMessage { Text = "endless:client-2" });
        await server.Signals.WaitAsync("hanging client-2", CancellationToken.None);
        call.Dispose();
        await server.Signals.WaitAsync("cancelled client-2", CancellationToken.None);
        Assert.Equal(StatusCode.Cancelled, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Cancel_TokenOfTheRead_EndsTheCall()
    {
        using var cancellation = new CancellationTokenSource();
        using var call = Client.Split(new ProbeMessage { Text = "endless:client-3" });
        var next = call.ResponseStream.MoveNext(cancellation.Token);
        await server.Signals.WaitAsync("hanging client-3", CancellationToken.None);
        await cancellation.CancelAsync();
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => next)).StatusCode);
        await server.Signals.WaitAsync("cancelled client-3", CancellationToken.None);
    }

    [Fact]
    public async Task Cancel_ClientStream_HandlerSeesABreakNotAnEnd()
    {
        using var cancellation = new CancellationTokenSource();
        using var call = Client.Chat(cancellationToken: cancellation.Token);
        await call.RequestStream.WriteAsync(new ProbeMessage { Text = "watched:client-4" });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        await cancellation.CancelAsync();
        await server.Signals.WaitAsync("broken client-4", CancellationToken.None);
    }

    // A cancelled stream of requests could look to the server like a complete one, if its end went out before its reset:
    // a sum over half of them. Here the connection never learns of the cancellation, and only the body tells.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancel_ClientStream_BodyFailsAndNeverEnds(bool cancelled)
    {
        var deaf = new DeafHandler();
        using var cancellation = new CancellationTokenSource();
        using var channel = GrpcChannel.ForAddress("http://deaf.test", new GrpcChannelOptions { HttpHandler = deaf });
        using var call = new ProbeService.ProbeServiceClient(channel).Join(cancellationToken: cancellation.Token);
        await call.RequestStream.WriteAsync(new ProbeMessage());
        if (cancelled)
        {
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => deaf.Body);
        }
        else
        {
            await call.RequestStream.CompleteAsync();
            await deaf.Body;
        }
    }

    [Fact]
    public async Task Write_ServerEndedTheCall_ThrowsItsStatus()
    {
        using var call = Client.Join();
        await call.RequestStream.WriteAsync(new ProbeMessage { Number = -1 });
        Assert.Equal(StatusCode.OutOfRange, (await Assert.ThrowsAsync<RpcException>(async () => await call)).StatusCode);
        var failure = await Assert.ThrowsAsync<RpcException>(() => call.RequestStream.WriteAsync(new ProbeMessage()));
        Assert.Equal(StatusCode.OutOfRange, failure.StatusCode);
    }

    [Fact]
    public async Task Write_AfterComplete_Refused()
    {
        using var call = Client.Chat();
        await call.RequestStream.CompleteAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => call.RequestStream.WriteAsync(new ProbeMessage()));
    }

    [Fact]
    public async Task SentMessage_OneByteOverTheLimit_ResourceExhausted()
    {
        var message = new ProbeMessage { Text = new string('x', 100) };
        using var enough = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { MaxSendMessageSize = message.CalculateSize() });
        await new ProbeService.ProbeServiceClient(enough).EchoAsync(message);
        using var less = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { MaxSendMessageSize = message.CalculateSize() - 1 });
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await new ProbeService.ProbeServiceClient(less).EchoAsync(message));
        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
    }

    [Fact]
    public async Task ServerStream_FailsBehindItsMessages_AllArriveFirst()
    {
        using var call = Client.Split(new ProbeMessage { Number = 3, Text = "fail" });
        for (var i = 0; i < 3; i++)
        {
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            Assert.Equal(i, call.ResponseStream.Current.Number);
        }

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(StatusCode.Aborted, failure.StatusCode);
        Assert.Equal(StatusCode.Aborted, call.GetStatus().StatusCode);
    }

    [Theory]
    [InlineData(30 * 1024, true)]
    [InlineData(33 * 1024, false)]
    public async Task RequestMetadata_AboveTheServersHeaderLimit_CallFailsAndTheNextDoesNot(int size, bool passes)
    {
        var call = Client.EchoAsync(new ProbeMessage(), new Metadata { { "large", new string('x', size) } });
        if (passes)
        {
            await call;
        }
        else
        {
            Assert.NotEqual(StatusCode.OK, (await Assert.ThrowsAsync<RpcException>(async () => await call)).StatusCode);
        }

        await Client.EchoAsync(new ProbeMessage());
    }

    [Theory]
    [InlineData(8 * 1024 - 500, true)]
    [InlineData(8 * 1024, false)]
    public async Task ResponseMetadata_AboveTheHandlersLimit_CallFailsAndTheNextDoesNot(int size, bool passes)
    {
        using var handler = new SocketsHttpHandler { MaxResponseHeadersLength = 8 };
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { HttpHandler = handler });
        var client = new ProbeService.ProbeServiceClient(channel);
        var call = client.EchoAsync(new ProbeMessage(), new Metadata { { "ask", new string('x', size) } });
        if (passes)
        {
            Assert.Equal(size, (await call.ResponseHeadersAsync).GetValue("answer")!.Length);
        }
        else
        {
            var failure = await Assert.ThrowsAsync<RpcException>(async () => await call);
            Assert.True(failure.StatusCode == StatusCode.ResourceExhausted, failure.ToString());
        }

        await client.EchoAsync(new ProbeMessage());
    }

    [Fact]
    public async Task LargeMessages_BothWays_ArriveWhole()
    {
        var sent = new ProbeMessage { Data = ByteString.CopyFrom(new byte[3 * 1024 * 1024]) };
        Assert.Equal(sent, await Client.EchoAsync(sent));
    }

    /// <summary>Reads the request's body, never answers, and hears of no cancellation.</summary>
    private sealed class DeafHandler : HttpMessageHandler
    {
        public Task Body { get; private set; } = Task.CompletedTask;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Body = request.Content!.CopyToAsync(Stream.Null, CancellationToken.None);
            return new TaskCompletionSource<HttpResponseMessage>().Task;
        }
    }

    /// <summary>Takes work and never runs it, like a thread that is blocked.</summary>
    private sealed class DeafContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }
}
