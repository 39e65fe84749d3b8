using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace NoticeService.Grpc.Tests.Probe;

/// <summary>Every kind of call, health and reflection, on a real Kestrel on a free loopback port.</summary>
public class ProbeServer : IAsyncLifetime
{
    private WebApplication? app;

    public string Address { get; private set; } = "";

    public GrpcChannel Channel { get; private set; } = null!;

    public ProbeService.ProbeServiceClient Client => new(Channel);

    public Signals Signals => app!.Services.GetRequiredService<Signals>();

    public SwitchedHealth Health => app!.Services.GetRequiredService<SwitchedHealth>();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            Configure(kestrel);
        });
        builder.Services.AddSingleton<Signals>();
        builder.Services.AddSingleton<SwitchedHealth>();
        builder.Services.AddGrpc();
        builder.Services.AddGrpcReflection();
        builder.Services.AddGrpcHealthChecks(options =>
            {
                options.Services.Map("liveness", check => check.Tags.Contains("live"));
                options.Services.Map("probe", check => check.Name == "switched");
            })
            .Add(new("switched", _ => new Delegating(() => Health.Check()), null, ["ready"]));
        Configure(builder.Services);
        app = builder.Build();
        app.MapGrpcReflectionService();
        app.MapGrpcHealthChecksService();
        app.MapGrpcService<ProbeImpl>();
        await app.StartAsync();
        Address = app.Urls.Single();
        Channel = GrpcChannel.ForAddress(Address);
    }

    public Task StopAsync() => app!.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await app!.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected virtual void Configure(KestrelServerOptions kestrel)
    {
    }

    protected virtual void Configure(IServiceCollection services)
    {
    }

    private sealed class Delegating(Func<Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckResult> check)
        : Microsoft.Extensions.Diagnostics.HealthChecks.IHealthCheck
    {
        public Task<Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckResult> CheckHealthAsync(
            Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(check());
    }
}
