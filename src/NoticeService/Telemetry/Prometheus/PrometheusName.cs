using System.Text;

namespace NoticeService.Telemetry.Prometheus;

/// <summary>
/// What an instrument is called in Prometheus, as OpenTelemetry's compatibility specification says: other characters become
/// one underscore, the unit is appended in words, a counter ends in <c>_total</c>.
/// </summary>
internal static class PrometheusName
{
    private const string Total = "_total";

    /// <summary>The family's name: with its unit, without a counter's <c>_total</c>.</summary>
    public static string Of(string instrument, string? unit, FamilyType type)
    {
        var name = Sanitize(instrument).TrimEnd('_');
        if (type == FamilyType.Counter && name.EndsWith(Total, StringComparison.Ordinal))
        {
            name = name[..^Total.Length];
        }

        var suffix = PrometheusUnit.Of(unit, type);
        return suffix.Length == 0 || name == suffix || name.EndsWith("_" + suffix, StringComparison.Ordinal) ? name : $"{name}_{suffix}";
    }

    /// <summary>The names under which its samples are stored.</summary>
    public static IReadOnlyList<string> Samples(string family, FamilyType type) => type switch
    {
        FamilyType.Counter => [family + Total],
        FamilyType.Histogram => [family + "_bucket", family + "_sum", family + "_count"],
        _ => [family],
    };

    /// <summary>Letters, digits, underscores and, in names of metrics, colons; no digit first, no two underscores in a row.</summary>
    public static string Sanitize(string name) => Sanitize(name, colons: true);

    /// <summary>A label's name: as a metric's, but without colons.</summary>
    public static string Label(string key) => Sanitize(key, colons: false);

    private static string Sanitize(string name, bool colons)
    {
        var text = new StringBuilder(name.Length + 1);
        foreach (var c in name)
        {
            var kept = char.IsAsciiLetterOrDigit(c) || (c == ':' && colons) ? c : '_';
            if (text.Length == 0 && char.IsAsciiDigit(kept))
            {
                text.Append('_');
            }

            if (kept != '_' || text.Length == 0 || text[^1] != '_')
            {
                text.Append(kept);
            }
        }

        return text.Length == 0 ? "_" : text.ToString();
    }
}
