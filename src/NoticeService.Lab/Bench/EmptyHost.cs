using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NoticeService.Protocol.V1;

namespace NoticeService.Lab.Bench;

/// <summary>The baseline: the same host and the same messages, and a handler that does nothing with them.</summary>
internal static class EmptyHost
{
    /// <param name="address">Where it listens.</param>
    /// <param name="answers">It says once, at the start, that it is there; as a stream at rest needs it, and an empty handler does not.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task RunAsync(IPEndPoint address, bool answers, CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(new EmptyPlayerService(answers));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(address, listener => listener.Protocols = HttpProtocols.Http2);
            kestrel.Limits.Http2.MaxStreamsPerConnection = 1_000;
        });
        await using var app = builder.Build();
        app.MapGrpcService<EmptyPlayerService>();
        await app.StartAsync(stop);
        await app.WaitForShutdownAsync(stop);
    }

    private sealed class EmptyPlayerService(bool answers) : PlayerService.PlayerServiceBase
    {
        public override async Task Watch(IAsyncStreamReader<WatchRequest> requestStream, IServerStreamWriter<WatchResponse> responseStream, ServerCallContext context)
        {
            if (answers)
            {
                await responseStream.WriteAsync(new WatchResponse { Accepted = new SessionAccepted() });
            }

            while (await requestStream.MoveNext(CancellationToken.None))
            {
                // Nothing: what is measured is the host.
            }
        }
    }
}
