using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace NoticeService.Benchmarks.Grpc;

/// <summary>One of the servers under measurement, in a process of its own; ends with its standard input.</summary>
internal static class Server
{
    public static async Task RunAsync(string kind)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            // A stream of 1,000 samples (80 KB) never waits for the window: the host is measured, not flow control.
            kestrel.Limits.Http2.InitialStreamWindowSize = 1024 * 1024;
            kestrel.Limits.Http2.InitialConnectionWindowSize = 16 * 1024 * 1024;
        });
        builder.Services.AddGrpc();
        await using var app = builder.Build();
        if (kind == "host")
        {
            app.MapGrpcService<EmptySink>();
        }
        else
        {
            app.MapPost("/benchmark.v1.SinkService/{method}", (RequestDelegate)BareSink.TakeAsync);
        }

        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());
        while (await Console.In.ReadLineAsync() is not null)
        {
        }
    }
}
