using Microsoft.Net.Http.Headers;

namespace NoticeService.Telemetry.Prometheus;

/// <summary>The two text formats.</summary>
internal enum ExpositionFormat
{
    /// <summary>Prometheus' own, 0.0.4.</summary>
    Text,

    /// <summary>OpenMetrics 1.0.0.</summary>
    OpenMetrics,
}

/// <summary>Which format a scraper asked for.</summary>
internal static class ExpositionFormats
{
    private const string OpenMetricsType = "application/openmetrics-text";

    public static string ContentType(ExpositionFormat format) => format == ExpositionFormat.OpenMetrics
        ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
        : "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>OpenMetrics when it is named and nothing else that we write is wanted more; a malformed header asks for nothing.</summary>
    public static ExpositionFormat Choose(IList<string> accept)
    {
        if (!MediaTypeHeaderValue.TryParseList(accept, out var types))
        {
            return ExpositionFormat.Text;
        }

        var openMetrics = Wanted(types, IsOpenMetrics);
        return openMetrics > 0 && openMetrics >= Wanted(types, IsText) ? ExpositionFormat.OpenMetrics : ExpositionFormat.Text;
    }

    private static double Wanted(IEnumerable<MediaTypeHeaderValue> types, Func<MediaTypeHeaderValue, bool> matches) =>
        types.Where(matches).Select(type => type.Quality ?? 1).DefaultIfEmpty(0).Max();

    private static bool IsOpenMetrics(MediaTypeHeaderValue type) =>
        type.MediaType.Equals(OpenMetricsType, StringComparison.OrdinalIgnoreCase)
        && (type.Parameters.FirstOrDefault(p => p.Name.Equals("version", StringComparison.OrdinalIgnoreCase))?.Value.Value?.Trim('"') ?? "1.0.0") is "1.0.0" or "0.0.1";

    private static bool IsText(MediaTypeHeaderValue type) => type.MediaType.Equals("text/plain", StringComparison.OrdinalIgnoreCase);
}
