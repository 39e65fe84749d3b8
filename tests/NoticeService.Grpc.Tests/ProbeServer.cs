using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NoticeService.Grpc.Tests.Probe;

namespace NoticeService.Grpc.Tests;

/// <summary>Every kind of call, on a real Kestrel on a free loopback port.</summary>
public sealed class ProbeServer : IAsyncLifetime
{
    private WebApplication? app;

    public string Address { get; private set; } = "";

    public GrpcChannel Channel { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(o => o.Listen(System.Net.IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        app = builder.Build();
        app.MapGrpcService<ProbeImpl>();
        await app.StartAsync();
        Address = app.Urls.Single();
        Channel = GrpcChannel.ForAddress(Address);
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await app!.DisposeAsync();
    }

    private sealed class ProbeImpl : ProbeService.ProbeServiceBase
    {
        public override async Task<ProbeMessage> Echo(ProbeMessage request, ServerCallContext context)
        {
            if (request.Text == "fail")
            {
                context.ResponseTrailers.Add("why", "asked");
                throw new RpcException(new Status(StatusCode.FailedPrecondition, "as asked: 100 % é"));
            }

            if (request.Text == "throw")
            {
                throw new InvalidOperationException("a secret");
            }

            if (request.Text == "hang")
            {
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
            }

            if (context.RequestHeaders.GetValue("ask") is { } asked)
            {
                await context.WriteResponseHeadersAsync(new Metadata { { "answer", asked } });
            }

            return request;
        }

        public override async Task Split(ProbeMessage request, IServerStreamWriter<ProbeMessage> responseStream, ServerCallContext context)
        {
            for (var i = 0; i < request.Number; i++)
            {
                await responseStream.WriteAsync(new ProbeMessage { Number = i });
            }
        }

        public override async Task<ProbeMessage> Join(IAsyncStreamReader<ProbeMessage> requestStream, ServerCallContext context)
        {
            var sum = 0;
            while (await requestStream.MoveNext(context.CancellationToken))
            {
                sum += requestStream.Current.Number;
            }

            return new ProbeMessage { Number = sum };
        }

        public override async Task Chat(IAsyncStreamReader<ProbeMessage> requestStream, IServerStreamWriter<ProbeMessage> responseStream, ServerCallContext context)
        {
            while (await requestStream.MoveNext(context.CancellationToken))
            {
                await responseStream.WriteAsync(new ProbeMessage { Number = requestStream.Current.Number * 2 });
            }
        }
    }
}
