using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using NoticeService.Access;
using NoticeService.Hosting;
using NoticeService.Hosting.Tls;
using NoticeService.Operators;
using NoticeService.Pipeline.Queries;
using NoticeService.Players;
using NoticeService.Protocol.V1;
using NoticeService.Redis;
using NoticeService.Telemetry;
using NoticeService.Web;
using IPNetwork = System.Net.IPNetwork;

namespace NoticeService.Composition;

/// <summary>The service as a table of contents: from telemetry in to notices out.</summary>
internal static class NoticeServiceExtensions
{
    // Eight times the largest report of a well-behaved player: 100 samples.
    private const int MaxMessageBytes = 64 * 1024;

    /// <summary>Hosted services start in this order and stop in the reverse.</summary>
    public static IServiceCollection AddNoticeService(this IServiceCollection services, IConfiguration configuration, ServiceOptions options)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddNoticeTelemetry(configuration);
        services.AddOptions<ServiceOptions>().Bind(configuration.GetSection(ServiceOptions.Section));
        services.AddRedisStores(configuration);
        services.AddPipeline(configuration, options);
        services.AddConsole(console => console.Port = IPEndPoint.Parse(options.Console).Port);
        services.AddNow();
        services.AddOptions<AccessOptions>().Bind(configuration.GetSection(AccessOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<CallerAccess>();
        services.AddHostedService<KeyWatch>();
        services.AddHostedService<CertificateWatch>();
        services.AddPlayers(options);
        services.AddOperators();
        services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = MaxMessageBytes);
        services.AddGrpcHealthChecks(health => health.Services.Map(PlayerService.Descriptor.FullName, check => check.Tags.Contains("ready")));
        services.AddGrpcReflection();
        services.AddHostedService<DrainService>();
        services.AddHostedService<StdinLifetime>();
        return services;
    }

    public static void MapNoticeService(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.MapConsole();
        app.MapMetrics();
        app.MapGrpcService<PlayerServiceV1>();
        app.MapGrpcService<OperatorServiceV1>();
        app.MapGrpcHealthChecksService();
        app.MapGrpcReflectionService();
    }

    private static void AddPlayers(this IServiceCollection services, ServiceOptions options)
    {
        services.AddSingleton(new WhyLinks(options.PublicUrl));
        services.AddSingleton<PlayerServiceV1>();
        services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            // Walk back from the nearest proxy until the first that is not ours: what stands before it anybody may have written.
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor;
            forwarded.ForwardLimit = null;
            foreach (var proxy in options.TrustedProxies)
            {
                forwarded.KnownIPNetworks.Add(IPNetwork.Parse(proxy));
            }
        });
    }

    private static void AddOperators(this IServiceCollection services)
    {
        services.AddSingleton<VerdictSearch>();
        services.AddSingleton<EvidenceSearch>();
        services.AddSingleton<AuditSearch>();
        services.AddSingleton<RefusalBudget>();
        services.AddSingleton<AuditedCalls>();
        services.AddSingleton<Retractions>();
        services.AddSingleton<DisputeCalls>();
        services.AddSingleton<GoLiveCalls>();
        services.AddSingleton<RecipientExport>();
        services.AddSingleton<WhatIfCalls>();
        services.AddSingleton<ExperimentCalls>();
        services.AddSingleton<OperatorServiceV1>();
    }
}
