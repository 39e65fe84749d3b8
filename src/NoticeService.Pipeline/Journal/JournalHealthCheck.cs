using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace NoticeService.Pipeline.Journal;

/// <summary>Says whether the journal can be written; costs no call.</summary>
public sealed class JournalHealthCheck(NoticeJournal journal) : IHealthCheck
{
    /// <summary>Its name in the list of checks.</summary>
    public const string Name = "journal";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(journal.IsHealthy ? HealthCheckResult.Healthy(journal.Detail) : HealthCheckResult.Unhealthy(journal.Detail));
}
