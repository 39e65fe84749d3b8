using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace NoticeService.Telemetry.Prometheus;

/// <summary>
/// Tags as labels: names made valid, values escaped. Tags whose names become the same share a label, their values joined by
/// semicolons in the order of the tags' names.
/// </summary>
internal static class PrometheusLabels
{
    public static string Write(IEnumerable<KeyValuePair<string, object?>> tags)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))
        {
            var name = PrometheusName.Label(key);
            var text = Text(value);
            labels[name] = labels.TryGetValue(name, out var other) ? $"{other};{text}" : text;
        }

        var all = new StringBuilder();
        foreach (var (name, value) in labels)
        {
            all.Append(all.Length == 0 ? "" : ",").Append(name).Append("=\"");
            Escape(all, value);
            all.Append('"');
        }

        return all.ToString();
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        IEnumerable list => JsonSerializer.Serialize(list.Cast<object?>()),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static void Escape(StringBuilder all, string value)
    {
        foreach (var c in value)
        {
            _ = c switch
            {
                '\\' => all.Append(@"\\"),
                '"' => all.Append("\\\""),
                '\n' => all.Append(@"\n"),
                _ => all.Append(c),
            };
        }
    }
}
