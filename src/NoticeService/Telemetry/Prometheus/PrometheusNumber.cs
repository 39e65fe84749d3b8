using System.Globalization;

namespace NoticeService.Telemetry.Prometheus;

/// <summary>Numbers as Prometheus reads them: the shortest text that gives the same number back.</summary>
internal static class PrometheusNumber
{
    public static string Of(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Of(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : double.IsNaN(value) ? "NaN"
        : value.ToString("R", CultureInfo.InvariantCulture).Replace("E+", "e+", StringComparison.Ordinal).Replace("E-", "e-", StringComparison.Ordinal);

    /// <summary>A bucket's bound in OpenMetrics, where 1 is written 1.0.</summary>
    public static string OpenMetricsBound(double value)
    {
        var text = Of(value);
        return double.IsInteger(value) && !text.Contains('e', StringComparison.Ordinal) ? text + ".0" : text;
    }
}
