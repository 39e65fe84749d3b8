using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace NoticeService.Redis.Client;

/// <summary>Says what the heartbeat found last; costs no call.</summary>
internal sealed class RedisHealthCheck(RedisGateway gateway) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(gateway.IsHealthy ? HealthCheckResult.Healthy(gateway.Detail) : HealthCheckResult.Unhealthy(gateway.Detail));
}
