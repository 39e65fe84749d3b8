using System.Globalization;

namespace NoticeService.Lab.RealCases;

/// <summary>One hour of the day of a pair: a published median.</summary>
/// <param name="Mbps">Median download.</param>
/// <param name="Tests">Published, or assumed where only "under 50" is.</param>
internal readonly record struct HourOfDay(double Mbps, int Tests);

/// <summary>A pair's medians by hour of the day, as M-Lab published them in a chart.</summary>
/// <param name="Isp">Access ISP.</param>
/// <param name="Path">Transit ISP.</param>
/// <param name="Area">Where.</param>
/// <param name="Months">First and last month, <c>yyyy-MM..yyyy-MM</c>.</param>
/// <param name="Hours">By local hour; an hour may be missing.</param>
internal sealed record HourlySeries(string Isp, string Path, string Area, string Months, IReadOnlyDictionary<int, HourOfDay> Hours)
{
    /// <summary>The peak of DESIGN section 7, by begin of the hour: 19:00 to 23:00.</summary>
    public static readonly (int From, int To) PeakHours = (19, 22);

    /// <summary>The six hours before noon: people are awake, and nothing is crowded yet. At night most charts have under 50 tests.</summary>
    public static readonly (int From, int To) OffPeakHours = (6, 11);

    // What the charts of May 2015 say of the number of tests is only whether it is under 50: where it is not, it is taken to
    // be no more than that.
    private const int NotUnder50 = 50;
    private const int Under50 = 25;

    public Level OffPeak => Over(OffPeakHours.From, OffPeakHours.To);

    public Level Peak => Over(PeakHours.From, PeakHours.To);

    /// <summary>Over the whole day.</summary>
    public Level Day => Over(0, 23);

    /// <summary>All series of both files, in the order of the files.</summary>
    public static IReadOnlyList<HourlySeries> All()
    {
        var diurnal = PublishedRows.Of("mlab_diurnal_download_by_pair.csv").Select(r => (
            Key: (r["access_isp"], r["transit_isp"], r["area"], $"{r["period_start"]}..{r["period_end"]}"),
            Hour: Number(r["local_hour"]),
            Value: new HourOfDay(Decimal(r["download_mbps"]), Number(r["tests_approx"]))));
        var may = PublishedRows.Of("mlab_hourly_median_download_2015_05.csv").Select(r => (
            Key: (r["access_isp"], r["transit_isp"], r["area"], $"{r["month"]}..{r["month"]}"),
            Hour: Number(r["local_hour"]),
            Value: new HourOfDay(Decimal(r["median_download_mbps"]), r["under_50_samples"] == "1" ? Under50 : NotUnder50)));
        return [.. diurnal.Concat(may).GroupBy(r => r.Key).Select(g =>
            new HourlySeries(g.Key.Item1, g.Key.Item2, g.Key.Item3, g.Key.Item4, g.ToDictionary(r => r.Hour, r => r.Value)))];
    }

    /// <summary>The median of the hours' medians, and the sum of their tests.</summary>
    private Level Over(int from, int to)
    {
        var hours = Enumerable.Range(from, to - from + 1).Where(Hours.ContainsKey).Select(h => Hours[h]).ToArray();
        var sorted = hours.Select(h => h.Mbps).Order().ToArray();
        var middle = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        return new Level(middle, hours.Sum(h => h.Tests));
    }

    internal static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    internal static double Decimal(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
