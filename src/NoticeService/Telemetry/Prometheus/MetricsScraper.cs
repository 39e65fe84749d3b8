using Microsoft.Extensions.Logging;

namespace NoticeService.Telemetry.Prometheus;

/// <summary>
/// Answers scrapes. One collection runs at a time; scrapes that come while it runs wait, and one that comes shortly after a
/// collection gets the same numbers, so that many scrapers cost little more than one. Thread-safe.
/// </summary>
internal sealed class MetricsScraper(PrometheusExporter exporter, TelemetryOptions options, TimeProvider time, ILogger<MetricsScraper> logger) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly HashSet<string> named = new(StringComparer.Ordinal);
    private Collection? last;
    private long lastAt;

    /// <summary>The page; null when nothing could be collected.</summary>
    public async Task<string?> ScrapeAsync(ExpositionFormat format, CancellationToken cancellationToken)
    {
        Collection? collection;
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (last is null || time.GetElapsedTime(lastAt) >= options.ScrapeReuse)
            {
                last = exporter.TryCollect(options.ScrapeTimeout);
                lastAt = time.GetTimestamp();
                Name(last);
            }

            collection = last;
        }
        finally
        {
            turn.Release();
        }

        return collection is null ? null : ExpositionWriter.Write(collection.Target, collection.Families, format);
    }

    public void Dispose() => turn.Dispose();

    private void Name(Collection? collection)
    {
        if (collection is null)
        {
            TelemetryLog.CollectionFailed(logger);
            return;
        }

        foreach (var name in collection.LeftOut.Where(named.Add))
        {
            TelemetryLog.MetricLeftOut(logger, name);
        }
    }
}
