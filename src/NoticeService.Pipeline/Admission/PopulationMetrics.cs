using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Admission;

/// <summary>How large the cohorts with a target size are. Thread-safe.</summary>
public sealed class PopulationMetrics
{
    private readonly ConcurrentDictionary<string, (long Population, double Share)> cohorts = new(StringComparer.Ordinal);

    public PopulationMetrics(IMeterFactory meters)
    {
        var meter = NoticeMeter.Create(meters);
        meter.CreateObservableGauge(
            "notice.cohort.population", () => cohorts.Select(c => new Measurement<long>(c.Value.Population, Tag(c.Key))), "{household}", "Households of which a cohort with a target size is a share, estimated.");
        meter.CreateObservableGauge(
            "notice.cohort.share", () => cohorts.Select(c => new Measurement<double>(c.Value.Share, Tag(c.Key))), "1", "Share in force of a cohort with a target size; 0 while its population is not known.");
    }

    public void Sized(string cohort, long population, double share) => cohorts[cohort] = (population, share);

    private static KeyValuePair<string, object?> Tag(string cohort) => new("cohort", cohort);
}
