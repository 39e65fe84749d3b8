namespace NoticeService.Telemetry.Prometheus;

/// <summary>One metric with all its series, read at one moment.</summary>
/// <param name="Name">With the unit, without <c>_total</c>.</param>
/// <param name="Unit">In Prometheus' words, for example <c>seconds</c>; empty when there is none.</param>
/// <param name="Help">Not yet escaped.</param>
internal sealed record MetricFamily(string Name, FamilyType Type, string Unit, string Help, IReadOnlyList<MetricSeries> Series);

/// <summary>One series of a family.</summary>
/// <param name="Labels">Escaped and without braces, for example <c>culprit="isp",arm="holdout"</c>; may be empty.</param>
internal abstract record MetricSeries(string Labels);

/// <summary>A counter's or a gauge's.</summary>
/// <param name="Value">As it is written, so that no digit of a large count is lost.</param>
internal sealed record ValueSeries(string Labels, string Value) : MetricSeries(Labels);

/// <summary>A histogram's.</summary>
/// <param name="Buckets">Cumulative, ascending; the last bound is +infinity and its count is the count of all.</param>
internal sealed record HistogramSeries(string Labels, IReadOnlyList<Bucket> Buckets, double Sum) : MetricSeries(Labels);

/// <param name="Bound">Upper, inclusive.</param>
/// <param name="Count">Of this bucket and all below.</param>
internal readonly record struct Bucket(double Bound, long Count);
