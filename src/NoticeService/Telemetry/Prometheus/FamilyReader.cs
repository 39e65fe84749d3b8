using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace NoticeService.Telemetry.Prometheus;

/// <summary>
/// Copies OpenTelemetry's metrics into families. Metrics of several meters that share a name and a type are one family, told
/// apart by <c>otel_scope_name</c>; one that has another type, or that no text format can carry, is left out and named.
/// </summary>
internal static class FamilyReader
{
    /// <param name="metrics">What was collected.</param>
    /// <param name="leftOut">Names that were left out.</param>
    /// <returns>Sorted by name, so that two scrapes can be compared.</returns>
    public static IReadOnlyList<MetricFamily> Read(in Batch<Metric> metrics, ISet<string> leftOut)
    {
        var families = new SortedDictionary<string, MetricFamily>(StringComparer.Ordinal);
        foreach (var metric in metrics)
        {
            if (TypeOf(metric.MetricType) is not { } type)
            {
                leftOut.Add(metric.Name);
                continue;
            }

            var name = PrometheusName.Of(metric.Name, metric.Unit, type);
            var series = Series(metric, type);
            if (series.Count == 0)
            {
                continue;
            }

            if (!families.TryGetValue(name, out var known))
            {
                families[name] = new(name, type, PrometheusUnit.Of(metric.Unit, type), metric.Description ?? "", series);
            }
            else if (known.Type == type)
            {
                // A series twice would make the scraper refuse the whole page.
                families[name] = known with { Series = [.. known.Series.Concat(series).DistinctBy(s => s.Labels, StringComparer.Ordinal)] };
            }
            else
            {
                leftOut.Add(metric.Name);
            }
        }

        return [.. families.Values];
    }

    private static FamilyType? TypeOf(MetricType type) => type switch
    {
        MetricType.LongSum or MetricType.DoubleSum => FamilyType.Counter,
        MetricType.LongGauge or MetricType.DoubleGauge or MetricType.LongSumNonMonotonic or MetricType.DoubleSumNonMonotonic => FamilyType.Gauge,
        MetricType.Histogram => FamilyType.Histogram,
        _ => null,
    };

    private static List<MetricSeries> Series(Metric metric, FamilyType type)
    {
        var all = new List<MetricSeries>();
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var labels = Labels(metric, point);
            all.Add(type == FamilyType.Histogram ? Histogram(labels, point) : new ValueSeries(labels, Value(metric.MetricType, point)));
        }

        return all;
    }

    private static string Labels(Metric metric, in MetricPoint point)
    {
        var tags = new List<KeyValuePair<string, object?>> { new("otel_scope_name", metric.MeterName) };
        if (!string.IsNullOrEmpty(metric.MeterVersion))
        {
            tags.Add(new("otel_scope_version", metric.MeterVersion));
        }

        foreach (var tag in point.Tags)
        {
            tags.Add(tag);
        }

        return PrometheusLabels.Write(tags);
    }

    private static string Value(MetricType type, in MetricPoint point) => type switch
    {
        MetricType.LongSum or MetricType.LongSumNonMonotonic => PrometheusNumber.Of(point.GetSumLong()),
        MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => PrometheusNumber.Of(point.GetSumDouble()),
        MetricType.LongGauge => PrometheusNumber.Of(point.GetGaugeLastValueLong()),
        _ => PrometheusNumber.Of(point.GetGaugeLastValueDouble()),
    };

    private static HistogramSeries Histogram(string labels, in MetricPoint point)
    {
        var buckets = new List<Bucket>();
        long below = 0;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            below += bucket.BucketCount;
            buckets.Add(new(bucket.ExplicitBound, below));
        }

        return new(labels, buckets, point.GetHistogramSum());
    }
}
