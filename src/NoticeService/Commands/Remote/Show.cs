using System.Globalization;

namespace NoticeService.Commands.Remote;

/// <summary>Figures for people.</summary>
internal static class Show
{
    /// <summary>UTC; empty for 0, which is no time.</summary>
    public static string Time(long ms) => ms == 0 ? "" : DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");

    /// <summary>A shortfall, octaves, as the share of its throughput that a session lost against calm.</summary>
    public static string Lost(double shortfall) => Percent(Math.Round(1 - Math.Pow(2, Math.Min(0, shortfall)), 2));

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
