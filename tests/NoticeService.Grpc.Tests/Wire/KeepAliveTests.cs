using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using NoticeService.Grpc.Tests.Probe;

namespace NoticeService.Grpc.Tests.Wire;

/// <summary>A peer that is gone without a word: no end of the connection tells, only pings that are not answered.</summary>
public sealed class KeepAliveTests(KeepAliveTests.PingingServer server) : IClassFixture<KeepAliveTests.PingingServer>
{
    // Nothing tells a peer that is never given up from one that is not given up yet.
    private const int Guard = 120_000;

    // The shortest that Kestrel and the client's handler take.
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(1);

    [Fact(Timeout = Guard)]
    public async Task ClientGone_HandlerThatWorks_IsCancelled()
    {
        using var relay = new FrozenRelay(server.Address);
        using var channel = GrpcChannel.ForAddress(relay.Address);
        using var call = new ProbeService.ProbeServiceClient(channel).Split(new ProbeMessage { Text = "endless:gone-1" });
        await server.Signals.WaitAsync("hanging gone-1", CancellationToken.None);
        relay.Freeze();
        await server.Signals.WaitAsync("cancelled gone-1", CancellationToken.None);
    }

    [Fact(Timeout = Guard)]
    public async Task ClientGone_HandlerThatReads_SeesABreak()
    {
        using var relay = new FrozenRelay(server.Address);
        using var channel = GrpcChannel.ForAddress(relay.Address);
        using var call = new ProbeService.ProbeServiceClient(channel).Chat();
        await call.RequestStream.WriteAsync(new ProbeMessage { Text = "watched:gone-2" });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        relay.Freeze();
        await server.Signals.WaitAsync("broken gone-2", CancellationToken.None);
    }

    [Fact(Timeout = Guard)]
    public async Task ServerGone_CallInProgress_UnavailableAndTheNextPasses()
    {
        await using var silent = new ProbeServer();
        await silent.InitializeAsync();
        using var relay = new FrozenRelay(silent.Address);
        using var channel = GrpcChannel.ForAddress(relay.Address, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { KeepAlivePingDelay = s_shortest, KeepAlivePingTimeout = s_shortest },
            DisposeHttpClient = true,
        });
        var client = new ProbeService.ProbeServiceClient(channel);
        using var call = client.Chat();
        await call.RequestStream.WriteAsync(new ProbeMessage { Number = 1 });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        relay.Freeze();
        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.True(failure.StatusCode == StatusCode.Unavailable, failure.ToString());
        Assert.Equal(2, (await client.EchoAsync(new ProbeMessage { Number = 2 })).Number);
    }

    public sealed class PingingServer : ProbeServer
    {
        protected override void Configure(KestrelServerOptions kestrel)
        {
            kestrel.Limits.Http2.KeepAlivePingDelay = s_shortest;
            kestrel.Limits.Http2.KeepAlivePingTimeout = s_shortest;
        }
    }
}
