using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NoticeService.Pipeline.Ports;
using NoticeService.Redis.Client;
using NoticeService.Redis.Embedded;
using NoticeService.Redis.Stores;

namespace NoticeService.Redis;

/// <summary>Registers the ports on Redis.</summary>
public static class RedisServiceCollectionExtensions
{
    /// <summary>Name of the health check of the connection.</summary>
    public const string HealthCheckName = "redis";

    /// <summary>Name of the health check of the embedded store's memory.</summary>
    public const string EmbeddedHealthCheckName = "embedded-store";

    /// <summary>
    /// Every port of the pipeline on Redis, with the gateway, its health check, and the embedded store when
    /// <c>Redis:Connection</c> is empty. Call it before other hosted services are added, so that it stops after them.
    /// </summary>
    /// <param name="services">Where to register.</param>
    /// <param name="configuration">Its sections <see cref="RedisOptions.Section"/> and <see cref="EmbeddedStoreOptions.Section"/> are read.</param>
    public static IServiceCollection AddRedisStores(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<RedisOptions>().Bind(configuration.GetSection(RedisOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<RedisOptions>, RedisOptionsValidator>();
        services.AddOptions<EmbeddedStoreOptions>()
            .Bind(configuration.GetSection(EmbeddedStoreOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        return services.AddClient().AddStores();
    }

    private static IServiceCollection AddClient(this IServiceCollection services)
    {
        services.AddSingleton<EmbeddedStore>();
        services.AddHostedService(p => p.GetRequiredService<EmbeddedStore>());
        services.AddSingleton<IRedisEndpoint>(p => new RedisEndpoint(OptionsOf(p), p.GetRequiredService<EmbeddedStore>()));
        services.AddSingleton(p => new RedisGateway(
            p.GetRequiredService<IRedisEndpoint>(),
            OptionsOf(p),
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<IMeterFactory>(),
            p.GetRequiredService<ILogger<RedisGateway>>()));
        services.AddHostedService<RedisGatewayHost>();
        services.AddHealthChecks().AddCheck<RedisHealthCheck>(HealthCheckName).AddCheck<EmbeddedStoreHealthCheck>(EmbeddedHealthCheckName);
        return services;
    }

    private static IServiceCollection AddStores(this IServiceCollection services)
    {
        services.AddSingleton(p => new RedisKeys(OptionsOf(p).KeyPrefix));
        services.AddSingleton(p => new ReplicaBarrier(p.GetRequiredService<RedisGateway>(), OptionsOf(p)));
        services.AddSingleton<ICellStore, RedisCellStore>();
        services.AddSingleton<ILease, RedisLease>();
        services.AddSingleton<IEvaluationStore, RedisEvaluationStore>();
        services.AddSingleton<IVerdictArchive, RedisVerdictArchive>();
        services.AddSingleton<IEvidenceStore, RedisEvidenceStore>();
        services.AddSingleton<INormStore, RedisNormStore>();
        services.AddSingleton<IAdmissionStore, RedisAdmissionStore>();
        services.AddSingleton<IDisputeStore, RedisDisputeStore>();
        services.AddSingleton<IPopulationStore, RedisPopulationStore>();
        services.AddSingleton<IAuditLog, RedisAuditLog>();
        services.AddSingleton<ILedger, RedisLedger>();
        services.AddSingleton<IOutcomeStore, RedisOutcomeStore>();
        services.AddSingleton<ILedgerRepair, RedisLedgerRepair>();
        services.AddSingleton<ISealStore, RedisSealStore>();
        services.AddSingleton<ILedgerRetention, RedisLedgerRetention>();
        return services;
    }

    private static RedisOptions OptionsOf(IServiceProvider provider) => provider.GetRequiredService<IOptions<RedisOptions>>().Value;
}
