using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using NoticeService.Pipeline.Now;

namespace NoticeService.Web.Health;

/// <summary>
/// The service's own health items as one check: unhealthy when one that counts is, degraded when another is. One for the
/// process: it knows whether the pod has been ready before.
/// </summary>
internal sealed class NowHealthCheck(INowSource source, IOptions<ConsoleOptions> options) : IHealthCheck
{
    public const string Name = "now";

    private volatile bool hasBegun;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var items = source.Current.Health;
        var data = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            data[item.Name] = item;
        }

        var status = items.All(item => item.Healthy) ? HealthStatus.Healthy
            : items.Any(item => !item.Healthy && Counts(item)) ? HealthStatus.Unhealthy
            : HealthStatus.Degraded;
        hasBegun |= status != HealthStatus.Unhealthy;
        return Task.FromResult(new HealthCheckResult(status, data: data));
    }

    private bool Counts(HealthItem item) =>
        !options.Value.AdvisoryItems.Contains(item.Name) && !(hasBegun && options.Value.StartupItems.Contains(item.Name));
}
