using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace NoticeService.Telemetry.Prometheus;

/// <summary>
/// Collects when it is asked to, and keeps what it was given. One caller at a time. It takes what is pushed, too: a flush of
/// the provider asks every reader, and one that refused would make the whole flush fail.
/// </summary>
[ExportModes(ExportModes.Push | ExportModes.Pull)]
internal sealed class PrometheusExporter : BaseExporter<Metric>, IPullMetricExporter
{
    private Collection? collected;

    /// <summary>Set by the reader that the exporter is given to.</summary>
    public Func<int, bool>? Collect { get; set; }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        var leftOut = new HashSet<string>(StringComparer.Ordinal);
        var target = PrometheusLabels.Write(ParentProvider.GetResource().Attributes.Select(a => KeyValuePair.Create(a.Key, (object?)a.Value)));
        collected = new(target, FamilyReader.Read(batch, leftOut), leftOut);
        return ExportResult.Success;
    }

    /// <summary>Everything of this moment; null when the instruments could not be read in time.</summary>
    public Collection? TryCollect(TimeSpan timeout)
    {
        collected = null;
        return Collect?.Invoke((int)timeout.TotalMilliseconds) == true ? collected : null;
    }
}

/// <summary>What one collection gave.</summary>
/// <param name="Target">The resource, as labels.</param>
/// <param name="LeftOut">Metrics that could not be written.</param>
internal sealed record Collection(string Target, IReadOnlyList<MetricFamily> Families, IReadOnlySet<string> LeftOut);
