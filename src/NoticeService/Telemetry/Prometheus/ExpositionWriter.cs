using System.Text;

namespace NoticeService.Telemetry.Prometheus;

/// <summary>Families as text. Pure.</summary>
internal static class ExpositionWriter
{
    private const string Target = "target";

    /// <param name="target">Labels of <c>target_info</c>: the resource; empty leaves it out.</param>
    /// <param name="families">In the order in which they are written; each name once.</param>
    /// <param name="format">Which of the two formats.</param>
    public static string Write(string target, IEnumerable<MetricFamily> families, ExpositionFormat format)
    {
        var openMetrics = format == ExpositionFormat.OpenMetrics;
        var text = new StringBuilder(16 * 1024);
        if (target.Length > 0)
        {
            Head(text, openMetrics ? Target : Target + "_info", openMetrics ? "info" : "gauge", "", "Target metadata.", openMetrics);
            Line(text, Target + "_info", target, "1");
        }

        foreach (var family in families)
        {
            Family(text, family, openMetrics);
        }

        return (openMetrics ? text.Append("# EOF\n") : text).ToString();
    }

    private static void Family(StringBuilder text, MetricFamily family, bool openMetrics)
    {
        var samples = PrometheusName.Samples(family.Name, family.Type);
        var described = family.Type == FamilyType.Counter && !openMetrics ? samples[0] : family.Name;
        Head(text, described, TypeName(family.Type), family.Unit, family.Help, openMetrics);
        foreach (var series in family.Series)
        {
            switch (series)
            {
                case ValueSeries value:
                    Line(text, samples[0], value.Labels, value.Value);
                    break;
                case HistogramSeries histogram:
                    Histogram(text, samples, histogram, openMetrics);
                    break;
            }
        }
    }

    private static void Histogram(StringBuilder text, IReadOnlyList<string> samples, HistogramSeries series, bool openMetrics)
    {
        var before = series.Labels.Length == 0 ? "" : series.Labels + ",";
        foreach (var (bound, count) in series.Buckets)
        {
            var le = openMetrics ? PrometheusNumber.OpenMetricsBound(bound) : PrometheusNumber.Of(bound);
            Line(text, samples[0], $"{before}le=\"{le}\"", PrometheusNumber.Of(count));
        }

        Line(text, samples[1], series.Labels, PrometheusNumber.Of(series.Sum));
        Line(text, samples[2], series.Labels, PrometheusNumber.Of(series.Buckets[^1].Count));
    }

    private static void Head(StringBuilder text, string name, string type, string unit, string help, bool openMetrics)
    {
        text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

        // The older format has no UNIT, and OpenMetrics demands that the name ends in it.
        if (openMetrics && unit.Length > 0 && name.EndsWith("_" + unit, StringComparison.Ordinal))
        {
            text.Append("# UNIT ").Append(name).Append(' ').Append(unit).Append('\n');
        }

        if (help.Length > 0)
        {
            text.Append("# HELP ").Append(name).Append(' ').Append(EscapeHelp(help, openMetrics)).Append('\n');
        }
    }

    private static void Line(StringBuilder text, string name, string labels, string value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(value).Append('\n');
    }

    private static string EscapeHelp(string help, bool openMetrics)
    {
        var escaped = help.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);
        return openMetrics ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }

    private static string TypeName(FamilyType type) => type switch
    {
        FamilyType.Counter => "counter",
        FamilyType.Histogram => "histogram",
        _ => "gauge",
    };
}
