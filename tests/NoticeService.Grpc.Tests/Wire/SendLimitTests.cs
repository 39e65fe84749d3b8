using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using NoticeService.Grpc.Tests.Client;
using NoticeService.Grpc.Tests.Probe;

namespace NoticeService.Grpc.Tests.Wire;

/// <summary>Answers that are larger than the server may send.</summary>
public sealed class SendLimitTests(SendLimitTests.LimitedServer server) : IClassFixture<SendLimitTests.LimitedServer>
{
    private const int Limit = 1000;

    // Besides the bytes, the message has their tag and a length of two bytes.
    [Theory]
    [InlineData(Limit - 3, "now")]
    [InlineData(Limit - 2, "now")]
    [InlineData(Limit - 3, null)]
    [InlineData(Limit - 2, null)]
    public async Task Response_AboveTheLimit_ResourceExhaustedAndOthersGoOn(int bytes, string? headersFirst)
    {
        var counts = new CountedConnection();
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { HttpHandler = counts.Handler(), DisposeHttpClient = true });
        var client = new ProbeService.ProbeServiceClient(channel);
        using var other = client.Chat();
        await NextAsync(other, 1);

        Metadata metadata = headersFirst is null ? [] : new Metadata { { "ask", headersFirst } };
        using var call = client.EchoAsync(new ProbeMessage { Text = "big", Number = bytes }, metadata);
        if (bytes <= Limit - 3)
        {
            Assert.Equal(bytes, (await call).Data.Length);
        }
        else
        {
            Assert.Equal(StatusCode.ResourceExhausted, (await Assert.ThrowsAsync<RpcException>(async () => await call)).StatusCode);
        }

        Assert.Equal(headersFirst, (await call.ResponseHeadersAsync).GetValue("answer"));
        await NextAsync(other, 2);
        Assert.Equal(3, (await client.EchoAsync(new ProbeMessage { Number = 3 })).Number);
        await other.RequestStream.CompleteAsync();
        Assert.False(await other.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(1, counts.Connections);
    }

    private static async Task NextAsync(AsyncDuplexStreamingCall<ProbeMessage, ProbeMessage> call, int number)
    {
        await call.RequestStream.WriteAsync(new ProbeMessage { Number = number });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(2 * number, call.ResponseStream.Current.Number);
    }

    public sealed class LimitedServer : ProbeServer
    {
        protected override void Configure(IServiceCollection services) =>
            services.Configure<GrpcServiceOptions>(options => options.MaxSendMessageSize = Limit);
    }
}
