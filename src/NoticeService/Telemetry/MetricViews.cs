using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace NoticeService.Telemetry;

/// <summary>How each instrument is kept: with a bound on its series, and with buckets that fit its unit unless it brings its own.</summary>
internal sealed class MetricViews(IMeterFactory own, int cardinalityLimit)
{
    // From one Redis call (a millisecond) to a window that takes longer than a window (10 s).
    private static readonly double[] Seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    // From an empty blob to the largest value that Redis is given.
    private static readonly double[] Bytes = [256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216];

    public MetricStreamConfiguration For(Instrument instrument)
    {
        // Meters are heard process-wide by name: those of another host in this process are not ours to tell.
        if (instrument.Meter.Scope is IMeterFactory factory && !ReferenceEquals(factory, own))
        {
            return MetricStreamConfiguration.Drop;
        }

        return Boundaries(instrument) is { } boundaries
            ? new ExplicitBucketHistogramConfiguration { Boundaries = boundaries, CardinalityLimit = cardinalityLimit }
            : new MetricStreamConfiguration { CardinalityLimit = cardinalityLimit };
    }

    private static double[]? Boundaries(Instrument instrument) => instrument switch
    {
        Histogram<double> h when h.Advice?.HistogramBucketBoundaries is null => ForUnit(h.Unit),
        Histogram<long> h when h.Advice?.HistogramBucketBoundaries is null => ForUnit(h.Unit),
        Histogram<int> h when h.Advice?.HistogramBucketBoundaries is null => ForUnit(h.Unit),
        _ => null,
    };

    private static double[]? ForUnit(string? unit) => unit switch
    {
        "s" => Seconds,
        "By" => Bytes,
        _ => null,
    };
}
