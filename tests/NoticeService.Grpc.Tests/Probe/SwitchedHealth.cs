using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace NoticeService.Grpc.Tests.Probe;

/// <summary>A health check that says what it is told, and publishes at once what the host publishes every now and then.</summary>
public sealed class SwitchedHealth(HealthCheckService checks, IEnumerable<IHealthCheckPublisher> publishers)
{
    public HealthStatus Status { get; private set; } = HealthStatus.Healthy;

    public async Task SetAsync(HealthStatus status)
    {
        Status = status;
        var report = await checks.CheckHealthAsync();
        foreach (var publisher in publishers)
        {
            await publisher.PublishAsync(report, CancellationToken.None);
        }
    }

    public HealthCheckResult Check() => new(Status);
}
