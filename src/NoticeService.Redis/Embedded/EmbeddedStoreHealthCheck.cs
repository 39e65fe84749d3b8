using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace NoticeService.Redis.Embedded;

/// <summary>Says when the embedded store is down, runs short of memory or has dropped data; healthy when it is not used.</summary>
internal sealed class EmbeddedStoreHealthCheck(EmbeddedStore store) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(store.Fill switch
        {
            StoreFill.Room or StoreFill.Short when store.Trouble is { } trouble => HealthCheckResult.Unhealthy(trouble),
            StoreFill.Room => HealthCheckResult.Healthy(store.IsUsed ? "The embedded store has room." : "Not used: a Redis is configured."),
            StoreFill.Short => HealthCheckResult.Degraded(
                "The embedded store's memory is four fifths full: raise Embedded:MemoryMegabytes or configure a Redis."),
            _ => HealthCheckResult.Unhealthy(
                "The embedded store ran out of memory and dropped data: raise Embedded:MemoryMegabytes or configure a Redis."),
        });
}
