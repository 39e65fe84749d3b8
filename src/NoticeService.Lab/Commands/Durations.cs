using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace NoticeService.Lab.Commands;

/// <summary>Durations as people type them: <c>90</c>, <c>90s</c>, <c>5m</c>, <c>1h</c>.</summary>
internal static class Durations
{
    public static Option<TimeSpan?> Option(string name, string description) =>
        new(name) { Description = description, HelpName = "90s|5m|1h", CustomParser = result => Parse(result, name) };

    public static bool TryParse(string text, out TimeSpan duration)
    {
        var unit = text.Length > 0 ? text[^1] : ' ';
        var factor = unit switch { 'h' => 3600, 'm' => 60, _ => 1 };
        var number = char.IsAsciiLetter(unit) && unit is 'h' or 'm' or 's' ? text[..^1] : text;
        var valid = double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is > 0 and < 1e6;
        duration = valid ? TimeSpan.FromSeconds(value * factor) : default;
        return valid;
    }

    private static TimeSpan? Parse(ArgumentResult result, string name)
    {
        var text = result.Tokens.Single().Value;
        if (TryParse(text, out var duration))
        {
            return duration;
        }

        result.AddError($"{name}: '{text}' is not a duration such as 90s, 5m or 1h.");
        return null;
    }
}
