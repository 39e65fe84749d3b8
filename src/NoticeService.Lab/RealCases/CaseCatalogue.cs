using NoticeService.Domain.Verdicts;

namespace NoticeService.Lab.RealCases;

/// <summary>The cases, made from the published files and from what M-Lab said in words.</summary>
internal sealed class CaseCatalogue
{
    private const string Cogent = "Cogent";
    private const string Gtt = "GTT";
    private const string Internap = "Internap";
    private const string Level3 = "Level 3";
    private const string Tata = "Tata";
    private const string Xo = "XO";
    private const string Zayo = "Zayo";
    private const string Att = "AT&T";
    private const string Cablevision = "Cablevision";
    private const string CenturyLink = "CenturyLink";
    private const string Comcast = "Comcast";
    private const string Cox = "Cox";
    private const string TimeWarner = "Time Warner Cable";
    private const string Verizon = "Verizon";
    private const string Us = "US";

    private readonly IReadOnlyList<HourlySeries> hourly = HourlySeries.All();
    private readonly NewYork2013 newYork = new();

    /// <summary>The 26 pair series.</summary>
    public IReadOnlyList<HourlySeries> Series => hourly;

    /// <summary>The cases of more than one pair, and the letter's.</summary>
    public IReadOnlyList<RealCase> Cases() =>
    [
        newYork.Case(),
        TataNewYork(),
        GttAtlanta(),
        GttAtlantaAllDay(),
        TataNorthwest(),
        GttWashington(),
        Us2013(),
        Us2013WithInternap(),
        GttUs(),
        ComcastUs(),
        XoWashington("xo-2013", "2012-12..2013-05", new DateOnly(2013, 3, 1)),
        XoWashington("xo-2014", "2013-10..2014-03", new DateOnly(2014, 1, 1)),
        Letter(),
        LetterWithOthers(),
    ];

    /// <summary>One series for itself: one ISP over one path, peak against off-peak.</summary>
    public static RealCase Alone(HourlySeries series, int number) => new(
        $"series-{number}", $"{series.Isp} over {series.Path}", series.Area, "", [CaseCell.Of(series)], [Evening(series.Months, null)]);

    private RealCase TataNewYork() => new(
        "tata-new-york",
        "Tata, New York, May 2015",
        "New York",
        "Hourly medians of three ISPs over Tata. In words: Verizon and Time Warner Cable were fine to Internap and Zayo.",
        [
            CaseCell.Of(Hourly(Verizon, Tata, "New York")),
            CaseCell.Of(Hourly(TimeWarner, Tata, "New York")),
            CaseCell.Of(Hourly(Cablevision, Tata, "New York")),
            .. Fine(Hourly(Verizon, Tata, "New York"), Internap, Zayo),
            .. Fine(Hourly(TimeWarner, Tata, "New York"), Internap, Zayo),
        ],
        [Evening("2015-05", Named.Interconnect(Verizon, Tata), Named.Interconnect(TimeWarner, Tata))]);

    private RealCase GttAtlanta() => new(
        "gtt-atlanta",
        "GTT, Atlanta, May 2015",
        "Atlanta",
        "Hourly medians of AT&T and Comcast over GTT. AT&T over Cogent and Level 3 stands at its national median of 2015: no hours are published.",
        [CaseCell.Of(Hourly(Att, Gtt, "Atlanta")), CaseCell.Of(Hourly(Comcast, Gtt, "Atlanta")), .. Yearly(Att, 2015, Cogent, Level3)],
        [Evening("2015-05", Named.Interconnect(Att, Gtt))]);

    private RealCase GttAtlantaAllDay()
    {
        var (att, comcast) = (Hourly(Att, Gtt, "Atlanta"), Hourly(Comcast, Gtt, "Atlanta"));
        return new RealCase(
            "gtt-atlanta-all-day",
            "GTT, Atlanta, May 2015, crowded all day",
            "Atlanta",
            "The same, but what the engine learns as calm is the whole crowded day, for as long as it remembers, and what it judges is the whole day too: nothing changes, and only the level against AT&T's other paths and GTT's other ISP shows it.",
            [new CaseCell(Att, Gtt, att.Day, [att.Day]), new CaseCell(Comcast, Gtt, comcast.Day, [comcast.Day]), .. Yearly(Att, 2015, Cogent, Level3)],
            [Evening("2015-05", Named.Interconnect(Att, Gtt))])
        {
            CalmTimes = new VerdictSettings().CalmMemoryWindows / CaseAdapter.Windows,
        };
    }

    private RealCase TataNorthwest() => new(
        "tata-northwest",
        "Tata, Pacific Northwest, May 2015",
        "Pacific Northwest",
        "Hourly medians of CenturyLink and Comcast over Tata. In words: CenturyLink to Cogent had consistent speeds across the day.",
        [
            CaseCell.Of(Hourly(CenturyLink, Tata, "Pacific Northwest")),
            CaseCell.Of(Hourly(Comcast, Tata, "Pacific Northwest")),
            .. Fine(Hourly(CenturyLink, Tata, "Pacific Northwest"), Cogent),
        ],
        [Evening("2015-05", Named.Interconnect(CenturyLink, Tata))]);

    private RealCase GttWashington() => new(
        "gtt-washington",
        "GTT, Washington DC, May 2015",
        "Washington DC",
        "Hourly medians of Verizon over GTT, and nothing else of that place. M-Lab names the interconnection, from what it saw elsewhere.",
        [CaseCell.Of(Hourly(Verizon, Gtt, "Washington DC"))],
        [Evening("2015-05", Named.Interconnect(Verizon, Gtt))]);

    private IReadOnlyList<CaseCell> Cells2013() =>
    [
        CaseCell.Of(Hourly(Verizon, Cogent, Us, "2013-01..2014-01")),
        CaseCell.Of(Hourly(Comcast, Cogent, Us, "2013-01..2014-01")),
        CaseCell.Of(Hourly(Cox, Cogent, Us, "2013-01..2014-01")),
        CaseCell.Of(Hourly(Verizon, Level3, Us, "2013-01..2014-01")),
        CaseCell.Of(Hourly(Cox, Level3, Us, "2013-01..2014-01")),
        .. Yearly(Comcast, 2013, Level3),
    ];

    private static CasePhase Evening2013() => Evening(
        "2013-10", Named.Interconnect(Verizon, Cogent), Named.Interconnect(Comcast, Cogent), Named.Interconnect(Verizon, Level3));

    private RealCase Us2013() => new(
        "us-2013",
        "Cogent and Level 3, US, 2013",
        Us,
        "Medians by hour of Verizon and Cox over both, and of Comcast over Cogent; Comcast over Level 3 stands at its median of the year. Verizon is slow over both paths that are published.",
        Cells2013(),
        [Evening2013()]);

    private RealCase Us2013WithInternap() => new(
        "us-2013-internap",
        "The same, with Verizon over Internap",
        Us,
        "The same, and Verizon over Internap as M-Lab saw it in New York, the median of its months from May 2013 to January 2014 against March and April: a third path.",
        [.. Cells2013(), newYork.Since(Verizon, Internap)],
        [Evening2013()]);

    private RealCase GttUs() => new(
        "gtt-us",
        "GTT, US, 2014-01 to 2015-06",
        Us,
        "Medians by hour of Verizon, AT&T and Cox over GTT; AT&T over Cogent and Level 3 stands at its median of 2014, Verizon over Cogent as seen in New York in September 2014. M-Lab's findings are of 2015 for GTT.",
        [
            CaseCell.Of(Hourly(Verizon, Gtt, Us, "2014-01..2015-06")),
            CaseCell.Of(Hourly(Att, Gtt, Us, "2014-01..2015-06")),
            CaseCell.Of(Hourly(Cox, Gtt, Us, "2014-01..2015-06")),
            .. Yearly(Att, 2014, Cogent, Level3),
            newYork.Cell(Verizon, Cogent, "2014-09"),
        ],
        [Evening("2015-03", Named.Interconnect(Verizon, Gtt), Named.Interconnect(Att, Gtt))]);

    private RealCase ComcastUs() => new(
        "comcast-us",
        "Comcast over Tata and GTT, US, 2016-01 to 2017-04",
        Us,
        "Medians by hour. In words: AT&T and Verizon were fine to Tata; Comcast was fine to Cogent, Zayo and Hurricane Electric; AT&T was fine to GTT since August 2015.",
        [
            CaseCell.Of(Hourly(Comcast, Tata, Us)),
            CaseCell.Of(Hourly(Comcast, Gtt, Us)),
            .. Fine(Hourly(Comcast, Tata, Us), Cogent, Zayo, "Hurricane Electric"),
            CaseCell.Stated(Att, Tata, Monthly(Att, Gtt, "2016-01")),
            CaseCell.Stated(Att, Gtt, Monthly(Att, Gtt, "2016-01")),
            CaseCell.Stated(Verizon, Tata, Hourly(Verizon, Level3, Us, "2015-01..2015-12").OffPeak.Mbps),
        ],
        [Evening("2016-10", Named.Interconnect(Comcast, Tata), Named.Interconnect(Comcast, Gtt))]);

    private RealCase XoWashington(string id, string months, DateOnly date) => new(
        id,
        $"Comcast over XO, Washington DC, {months.Replace("..", " to ", StringComparison.Ordinal)}",
        "Washington DC",
        "One site only: M-Lab could not determine whether it was the interconnection, the networks at its edges, or both.",
        [CaseCell.Of(Hourly(Comcast, Xo, "Washington DC", months))],
        [new CasePhase(months, date, [Named.Nobody(Comcast, Xo)])]);

    private RealCase Letter() => new(
        "letter",
        "June 2014, what the letter claimed",
        Us,
        "\"Peak versus non-peak\" of one ISP over one path, here Verizon over Level 3 in 2014: all that the letter of 9 June 2014 had.",
        [CaseCell.Of(Hourly(Verizon, Level3, Us, "2014-01..2014-12"))],
        [Evening("2014-06", Named.Nobody(Verizon, Level3))]);

    private RealCase LetterWithOthers() => new(
        "letter-with-others",
        "June 2014, with the other paths",
        Us,
        "Added: Verizon, AT&T and Cox over GTT by hour; Verizon over Cogent as seen in New York in June 2014; Cox over Level 3 by hour of the year before; AT&T, Comcast and Time Warner Cable over Level 3 at their medians of 2014. What M-Lab says of GTT is from 2015.",
        [
            CaseCell.Of(Hourly(Verizon, Level3, Us, "2014-01..2014-12")),
            CaseCell.Of(Hourly(Verizon, Gtt, Us, "2014-01..2015-06")),
            CaseCell.Of(Hourly(Att, Gtt, Us, "2014-01..2015-06")),
            CaseCell.Of(Hourly(Cox, Gtt, Us, "2014-01..2015-06")),
            CaseCell.Of(Hourly(Cox, Level3, Us, "2013-01..2014-01")),
            newYork.Cell(Verizon, Cogent, "2014-06"),
            .. Yearly(Att, 2014, Level3),
            .. Yearly(Comcast, 2014, Level3),
            .. Yearly(TimeWarner, 2014, Level3),
        ],
        [Evening("2014-06", Named.Interconnect(Verizon, Level3), Named.Interconnect(Verizon, Gtt), Named.Interconnect(Att, Gtt))]);

    private HourlySeries Hourly(string isp, string path, string area, string? months = null) =>
        hourly.Single(s => (s.Isp, s.Path, s.Area) == (isp, path, area) && (months is null || s.Months == months));

    private static IEnumerable<CaseCell> Fine(HourlySeries of, params string[] paths) =>
        paths.Select(path => CaseCell.Stated(of.Isp, path, of.OffPeak.Mbps));

    private static IEnumerable<CaseCell> Yearly(string isp, int year, params string[] paths) =>
        from row in PublishedRows.Of("mlab_yearly_download_by_pair.csv")
        where row["access_isp"] == isp && paths.Contains(row["transit_isp"]) && HourlySeries.Number(row["year"]) == year
        select CaseCell.Stated(isp, row["transit_isp"], HourlySeries.Decimal(row["download_mbps"]));

    private static double Monthly(string isp, string path, string month) =>
        HourlySeries.Decimal(PublishedRows.Of("mlab_monthly_download_by_pair.csv")
            .Single(r => r["access_isp"] == isp && r["transit_isp"] == path && r["month"] == month)["download_mbps"]);

    private static CasePhase Evening(string month, params Named[]? expected) =>
        new(month, new DateOnly(HourlySeries.Number(month[..4]), HourlySeries.Number(month[5..7]), 15), expected);
}
