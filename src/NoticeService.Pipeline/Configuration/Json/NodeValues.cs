using System.Globalization;
using System.Text.Json;

namespace NoticeService.Pipeline.Configuration.Json;

/// <summary>Nodes as values. What does not fit is a mistake and gives null.</summary>
internal static class NodeValues
{
    // RFC 3339, and a date alone for midnight UTC.
    private static readonly string[] TimeFormats =
        ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>How to speak of a value in a sentence.</summary>
    public static string Describe(this ConfigNode node) => node.Kind switch
    {
        JsonValueKind.String => $"'{node.Text}'",
        JsonValueKind.Number => node.Text,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        _ => "null",
    };

    public static string? AsText(this ConfigNode? node, Mistakes mistakes, int maxLength)
    {
        if (node is null)
        {
            return null;
        }

        if (node.Kind != JsonValueKind.String)
        {
            mistakes.Add(node, $"{node.Describe()} is not text");
            return null;
        }

        if (string.IsNullOrWhiteSpace(node.Text) || node.Text.Length > maxLength)
        {
            mistakes.Add(node, $"must have 1 to {maxLength} characters");
            return null;
        }

        if (node.Text.Any(char.IsControl))
        {
            mistakes.Add(node, "has control characters");
            return null;
        }

        return node.Text;
    }

    /// <summary>An id: it goes into keys, scopes and metrics, so letters, digits and <c>. _ -</c> only, at most 64.</summary>
    public static string? AsId(this ConfigNode? node, Mistakes mistakes)
    {
        var text = node.AsText(mistakes, 64);
        if (text is null || text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
        {
            return text;
        }

        mistakes.Add(node!, $"'{text}' may have letters, digits, '.', '_' and '-' only");
        return null;
    }

    public static bool? AsBoolean(this ConfigNode? node, Mistakes mistakes)
    {
        if (node is null or { Kind: JsonValueKind.True or JsonValueKind.False })
        {
            return node is null ? null : node.Kind == JsonValueKind.True;
        }

        mistakes.Add(node, $"{node.Describe()} is neither true nor false");
        return null;
    }

    /// <param name="node">A number.</param>
    /// <param name="mistakes">Where to tell.</param>
    /// <param name="min">Least allowed, inclusive unless <paramref name="aboveMin"/>.</param>
    /// <param name="max">Greatest allowed.</param>
    /// <param name="aboveMin">Whether the least itself is not allowed.</param>
    public static double? AsNumber(this ConfigNode? node, Mistakes mistakes, double min, double max, bool aboveMin = false)
    {
        if (node is null)
        {
            return null;
        }

        if (node.Kind != JsonValueKind.Number || !double.TryParse(node.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            mistakes.Add(node, $"{node.Describe()} is not a number");
            return null;
        }

        if (value <= max && (aboveMin ? value > min : value >= min))
        {
            return value;
        }

        mistakes.Add(node, aboveMin
            ? string.Create(CultureInfo.InvariantCulture, $"{node.Text} is not above {min} and at most {max}")
            : string.Create(CultureInfo.InvariantCulture, $"{node.Text} is not between {min} and {max}"));
        return null;
    }

    public static long? AsWhole(this ConfigNode? node, Mistakes mistakes, long min, long max)
    {
        if (node is null)
        {
            return null;
        }

        if (node.Kind != JsonValueKind.Number || !long.TryParse(node.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            mistakes.Add(node, $"{node.Describe()} is not a whole number");
            return null;
        }

        if (value >= min && value <= max)
        {
            return value;
        }

        mistakes.Add(node, $"{node.Text} is not between {min} and {max}");
        return null;
    }

    /// <summary>A time, ms since the Unix epoch, from RFC 3339 or a date alone.</summary>
    public static long? AsTime(this ConfigNode? node, Mistakes mistakes)
    {
        if (node is null)
        {
            return null;
        }

        // A time of day without an offset would mean another moment on each machine.
        if (node.Kind == JsonValueKind.String
            && (node.Text.Length == 10 || node.Text.EndsWith('Z') || node.Text.LastIndexOfAny(['+', '-']) > 10)
            && DateTimeOffset.TryParseExact(node.Text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time.ToUnixTimeMilliseconds();
        }

        mistakes.Add(node, $"{node.Describe()} is not a time such as 2014-06-04T19:00:00Z or a date such as 2014-06-04");
        return null;
    }
}
