using System.Globalization;

namespace NoticeService.Commands;

/// <summary>A length of time as people give it: 90s, 30m, 1h or 7d.</summary>
internal static class Spans
{
    /// <returns>Null for what is none, and for more than 100 years.</returns>
    public static TimeSpan? Parse(string text)
    {
        if (text.Length < 2 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return null;
        }

        long seconds = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3_600, 'd' => 86_400, _ => 0 };
        return count * seconds is >= 1 and <= 36_525 * 86_400L ? TimeSpan.FromSeconds(count * seconds) : null;
    }
}
