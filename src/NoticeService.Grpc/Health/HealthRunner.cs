using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Grpc.AspNetCore.HealthChecks.Internal;

/// <summary>From the application's health checks to the statuses of the services mapped to them.</summary>
internal sealed class HealthRunner(
    HealthCheckService checks,
    IOptions<HealthCheckServiceOptions> registrations,
    IOptions<GrpcHealthChecksOptions> options)
{
    /// <summary>Null if no such service is mapped.</summary>
    public ServiceMapping? Find(string service) => options.Value.Services.FirstOrDefault(mapping => mapping.Name == service);

    /// <summary>Runs the checks of one service.</summary>
    public async Task<ServingStatus> RunAsync(ServiceMapping mapping, CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(
            registration => mapping.HealthCheckPredicate(new HealthCheckMapContext(registration.Name, registration.Tags)),
            cancellationToken);
        return ToStatus(report.Entries.Values.Select(entry => entry.Status));
    }

    /// <summary>Runs every check once.</summary>
    public async Task<IReadOnlyDictionary<string, ServingStatus>> RunAllAsync(CancellationToken cancellationToken) =>
        Summarize(await checks.CheckHealthAsync(cancellationToken));

    /// <summary>The statuses that a report of every check makes.</summary>
    public IReadOnlyDictionary<string, ServingStatus> Summarize(HealthReport report)
    {
        var tags = registrations.Value.Registrations.ToDictionary(registration => registration.Name, registration => registration.Tags, StringComparer.OrdinalIgnoreCase);
        return options.Value.Services.ToDictionary(
            mapping => mapping.Name,
            mapping => ToStatus(report.Entries
                .Where(entry => mapping.HealthCheckPredicate(new HealthCheckMapContext(entry.Key, tags.TryGetValue(entry.Key, out var known) ? known : entry.Value.Tags)))
                .Select(entry => entry.Value.Status)),
            StringComparer.Ordinal);
    }

    /// <summary>A degraded service still serves.</summary>
    private static ServingStatus ToStatus(IEnumerable<HealthStatus> parts) =>
        parts.Contains(HealthStatus.Unhealthy) ? ServingStatus.NotServing : ServingStatus.Serving;
}
