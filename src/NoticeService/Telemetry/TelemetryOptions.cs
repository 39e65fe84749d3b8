using System.ComponentModel.DataAnnotations;

namespace NoticeService.Telemetry;

/// <summary>
/// What the standard <c>OTEL_*</c> variables do not say. Section <c>Telemetry</c>. Those variables decide the rest: where to
/// export over OTLP (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c> or one signal's own), under which name (<c>OTEL_SERVICE_NAME</c>,
/// <c>OTEL_RESOURCE_ATTRIBUTES</c>), and whether at all (<c>OTEL_SDK_DISABLED</c>).
/// </summary>
internal sealed class TelemetryOptions
{
    public const string Section = "Telemetry";

    /// <summary>Series of one metric, at most; the rest is counted in one with the label <c>otel_metric_overflow</c>. Default 2,000; 10 to 100,000.</summary>
    [Range(10, 100_000)]
    public int CardinalityLimit { get; set; } = 2_000;

    /// <summary>A scrape within this time of the last collection gets its numbers again. Default 250 ms; 0 to 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan ScrapeReuse { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a collection may take. Default 5 s; 100 ms to 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan ScrapeTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the last export may take when the service stops. Default 3 s; 0 to 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan FlushTimeout { get; set; } = TimeSpan.FromSeconds(3);
}
