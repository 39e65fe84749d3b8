using System.CommandLine;
using System.Globalization;

namespace NoticeService.Commands.Remote;

/// <summary>A time as people give it: a day, a time of day in UTC or with its offset, or how long ago.</summary>
internal static class TimeOption
{
    private static readonly string[] Formats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFK"];

    public static Option<string?> Create(string name, string description)
    {
        var option = new Option<string?>(name) { Description = $"{description}: such as 2014-06-05, 2014-06-05T20:00Z, or 90m, 24h, 7d ago.", HelpName = "TIME" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && ToMs(text, DateTimeOffset.UnixEpoch) is null)
            {
                result.AddError($"{name}: '{text}' is not a time such as 2014-06-05, 2014-06-05T20:00Z or 24h (ago).");
            }
        });
        return option;
    }

    /// <returns>0 without the option, which is no bound.</returns>
    public static long Value(ParseResult arguments, Option<string?> option) =>
        arguments.GetValue(option) is { } text ? ToMs(text, DateTimeOffset.UtcNow)!.Value : 0;

    /// <returns>Ms since the Unix epoch, at least 1; null for what is no time.</returns>
    internal static long? ToMs(string text, DateTimeOffset now)
    {
        if (DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
        {
            return at.ToUnixTimeMilliseconds() is var ms and > 0 ? ms : null;
        }

        return Spans.Parse(text) is { } ago ? Math.Max(1, (now - ago).ToUnixTimeMilliseconds()) : null;
    }
}
