using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace NoticeService.Grpc.Tests.Wire;

/// <summary>An HTTP/2 server without any gRPC: each request gets the answer that the test writes by hand.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private int requests;

    private RawServer(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        app = builder.Build();
        app.Run(http =>
        {
            Interlocked.Increment(ref requests);
            return answer(http);
        });
    }

    public string Address { get; private set; } = "";

    public int Requests => Volatile.Read(ref requests);

    public static async Task<RawServer> StartAsync(RequestDelegate answer)
    {
        var server = new RawServer(answer);
        await server.app.StartAsync();
        server.Address = server.app.Urls.Single();
        return server;
    }

    /// <summary>Sends the headers of a gRPC answer and these bytes.</summary>
    public static async Task BeginAsync(HttpContext http, byte[] body, string? encoding = null)
    {
        http.Response.ContentType = "application/grpc";
        if (encoding is not null)
        {
            http.Response.Headers["grpc-encoding"] = encoding;
        }

        await http.Response.Body.WriteAsync(body);
        await http.Response.Body.FlushAsync();
    }

    public static void Reset(HttpContext http, int code) => http.Features.GetRequiredFeature<IHttpResetFeature>().Reset(code);

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
