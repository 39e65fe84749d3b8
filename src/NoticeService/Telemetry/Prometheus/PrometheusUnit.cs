namespace NoticeService.Telemetry.Prometheus;

/// <summary>
/// UCUM units in Prometheus' words, as OpenTelemetry's compatibility specification maps them: annotations in braces vanish,
/// <c>By/s</c> becomes <c>bytes_per_second</c>, and a gauge of unit 1 is a ratio.
/// </summary>
internal static class PrometheusUnit
{
    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["d"] = "days", ["h"] = "hours", ["min"] = "minutes", ["s"] = "seconds",
        ["ms"] = "milliseconds", ["us"] = "microseconds", ["ns"] = "nanoseconds",
        ["By"] = "bytes", ["KiBy"] = "kibibytes", ["MiBy"] = "mebibytes", ["GiBy"] = "gibibytes", ["TiBy"] = "tebibytes",
        ["KBy"] = "kilobytes", ["MBy"] = "megabytes", ["GBy"] = "gigabytes", ["TBy"] = "terabytes",
        ["m"] = "meters", ["V"] = "volts", ["A"] = "amperes", ["J"] = "joules", ["W"] = "watts", ["g"] = "grams",
        ["Cel"] = "celsius", ["Hz"] = "hertz", ["%"] = "percent",
    };

    private static readonly Dictionary<string, string> PerUnits = new(StringComparer.Ordinal)
    {
        ["s"] = "second", ["m"] = "minute", ["min"] = "minute", ["h"] = "hour", ["d"] = "day", ["w"] = "week", ["mo"] = "month", ["y"] = "year",
    };

    /// <summary>Empty when the name needs no unit.</summary>
    public static string Of(string? unit, FamilyType type)
    {
        var plain = WithoutAnnotations(unit ?? "").Trim();
        if (plain == "1")
        {
            return type == FamilyType.Gauge ? "ratio" : "";
        }

        var slash = plain.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return Word(Units, plain);
        }

        var of = Word(Units, plain[..slash]);
        var per = Word(PerUnits, plain[(slash + 1)..]);
        return per.Length == 0 ? of : $"{of}_per_{per}".TrimStart('_');
    }

    private static string Word(Dictionary<string, string> words, string unit) =>
        words.GetValueOrDefault(unit) ?? PrometheusName.Sanitize(unit).Trim('_');

    private static string WithoutAnnotations(string unit)
    {
        while (unit.IndexOf('{', StringComparison.Ordinal) is var open and >= 0
            && unit.IndexOf('}', open) is var close and >= 0)
        {
            unit = unit.Remove(open, close - open + 1);
        }

        return unit;
    }
}
