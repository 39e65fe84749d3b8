using System.Globalization;

namespace NoticeService.Commands.Remote;

/// <summary>Figures for people.</summary>
internal static class Show
{
    /// <summary>UTC; empty for 0, which is no time.</summary>
    public static string Time(long ms) => ms == 0 ? "" : DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Ms as hours, minutes and seconds.</summary>
    public static string Span(long ms) => string.Create(CultureInfo.InvariantCulture, $"{ms / 3_600_000}:{ms / 60_000 % 60:00}:{ms / 1_000 % 60:00}");

    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");

    /// <summary>A shortfall, octaves, as the share of its throughput that a session lost against calm.</summary>
    public static string Lost(double shortfall) => Percent(Math.Round(1 - Math.Pow(2, Math.Min(0, shortfall)), 2));

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
