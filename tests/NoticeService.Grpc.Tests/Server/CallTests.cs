using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using NoticeService.Grpc.Tests.Probe;

namespace NoticeService.Grpc.Tests;

public sealed class CallTests(ProbeServer server) : IClassFixture<ProbeServer>
{
    private ProbeService.ProbeServiceClient Client => new(server.Channel);

    [Fact]
    public async Task Unary_MetadataSent_ComesBackInTheHeaders()
    {
        using var call = Client.EchoAsync(new ProbeMessage { Text = "ü" }, new Metadata { { "ask", "now" } });
        Assert.Equal("now", (await call.ResponseHeadersAsync).GetValue("answer"));
        Assert.Equal("ü", (await call).Text);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Unary_HandlerFails_StatusDetailAndTrailersArrive()
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await Client.EchoAsync(new ProbeMessage { Text = "fail" }));
        Assert.Equal(StatusCode.FailedPrecondition, failure.StatusCode);
        Assert.Equal("as asked: 100 % é", failure.Status.Detail);
        Assert.Equal("asked", failure.Trailers.GetValue("why"));
    }

    [Fact]
    public async Task Unary_HandlerThrows_TextIsNotShown()
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await Client.EchoAsync(new ProbeMessage { Text = "throw" }));
        Assert.Equal(StatusCode.Unknown, failure.StatusCode);
        Assert.DoesNotContain("secret", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unary_DeadlinePasses_DeadlineExceeded()
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
            await Client.EchoAsync(new ProbeMessage { Text = "hang" }, deadline: DateTime.UtcNow.AddMilliseconds(200)));
        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
    }

    [Fact]
    public async Task Unary_CallerCancels_Cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        using var call = Client.EchoAsync(new ProbeMessage { Text = "hang" }, cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal(StatusCode.Cancelled, failure.StatusCode);
    }

    [Fact]
    public async Task Unary_NobodyListens_Unavailable()
    {
        using var channel = GrpcChannel.ForAddress("http://127.0.0.1:1");
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await new ProbeService.ProbeServiceClient(channel).EchoAsync(new ProbeMessage()));
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
    }

    [Fact]
    public async Task ServerStreaming_Thousand_ArriveInOrder()
    {
        using var call = Client.Split(new ProbeMessage { Number = 1000 });
        var next = 0;
        await foreach (var message in call.ResponseStream.ReadAllAsync())
        {
            Assert.Equal(next++, message.Number);
        }

        Assert.Equal(1000, next);
    }

    [Fact]
    public async Task ClientStreaming_Hundred_AreSummed()
    {
        using var call = Client.Join();
        for (var i = 1; i <= 100; i++)
        {
            await call.RequestStream.WriteAsync(new ProbeMessage { Number = i });
        }

        await call.RequestStream.CompleteAsync();
        Assert.Equal(5050, (await call).Number);
    }

    [Fact]
    public async Task Duplex_EachAnsweredBeforeTheNext()
    {
        using var call = Client.Chat();
        for (var i = 0; i < 10; i++)
        {
            await call.RequestStream.WriteAsync(new ProbeMessage { Number = i });
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            Assert.Equal(2 * i, call.ResponseStream.Current.Number);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
    }

    [Fact]
    public async Task ReceivedMessage_OneByteOverTheLimit_ResourceExhausted()
    {
        var atLimit = new ProbeMessage { Text = new string('x', 100) };
        using var enough = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { MaxReceiveMessageSize = atLimit.CalculateSize() });
        await new ProbeService.ProbeServiceClient(enough).EchoAsync(atLimit);
        using var less = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { MaxReceiveMessageSize = atLimit.CalculateSize() - 1 });
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await new ProbeService.ProbeServiceClient(less).EchoAsync(atLimit));
        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
    }

    [Theory]
    [InlineData("/probe.v1.ProbeService/Nothing", "12")]
    [InlineData("/probe.v1.NoService/Echo", "12")]
    public async Task UnknownMethod_Unimplemented(string path, string status)
    {
        var answer = await RawAnswer.OfAsync(server.Address + path, [0, 0, 0, 0, 0]);
        Assert.Equal(status, answer.GrpcStatus);
    }

    [Fact]
    public async Task MalformedFrame_BadFlag_Internal()
    {
        var answer = await RawAnswer.OfAsync(server.Address + "/probe.v1.ProbeService/Echo", [7, 0, 0, 0, 0]);
        Assert.Equal("13", answer.GrpcStatus);
    }

    [Fact]
    public async Task TruncatedStream_Internal()
    {
        var answer = await RawAnswer.OfAsync(server.Address + "/probe.v1.ProbeService/Echo", [0, 0, 0, 0, 9, 1]);
        Assert.Equal("13", answer.GrpcStatus);
    }

    [Fact]
    public async Task WrongContentType_UnsupportedMediaType()
    {
        var answer = await RawAnswer.OfAsync(server.Address + "/probe.v1.ProbeService/Echo", [0, 0, 0, 0, 0], contentType: "text/plain");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.Http);
    }
}
