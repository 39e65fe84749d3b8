namespace NoticeService.Lab.RealCases;

/// <summary>New York, month by month from May 2013: Cogent with four ISPs, Internap with the same.</summary>
internal sealed class NewYork2013
{
    private const string Calm1 = "2013-03";
    private const string Calm2 = "2013-04";
    private const string First = "2013-05";
    private const string LastFound = "2014-02";

    private static readonly string[] Crowded = ["Comcast", "Time Warner Cable", "Verizon"];

    // Of the two charts of Verizon over Cogent the one that goes on to September 2014.
    private readonly Dictionary<(string Isp, string Path, string Month), double> months = PublishedRows.Of("mlab_monthly_download_by_pair.csv")
        .Where(r => r["area"] == "New York" && (r["transit_isp"] == "Internap" || r["statistic"].StartsWith("median", StringComparison.Ordinal)))
        .ToDictionary(r => (r["access_isp"], r["transit_isp"], r["month"]), r => HourlySeries.Decimal(r["download_mbps"]));

    /// <summary>One pair in one month against its calm.</summary>
    public CaseCell Cell(string isp, string path, string month) => Cell(isp, path, [month]);

    /// <summary>One pair over all months since the first of the case: the median of its months against its calm.</summary>
    public CaseCell Since(string isp, string path)
    {
        var sorted = months.Where(m => (m.Key.Isp, m.Key.Path) == (isp, path) && string.CompareOrdinal(m.Key.Month, First) >= 0).Select(m => m.Value).Order().ToArray();
        return new CaseCell(isp, path, new Level(Calm(isp, path), CaseCell.AssumedTests), [new Level(sorted[sorted.Length / 2], CaseCell.AssumedTests)]);
    }

    public RealCase Case()
    {
        var phases = months.Keys.Select(k => k.Month).Distinct().Where(m => string.CompareOrdinal(m, First) >= 0).Order(StringComparer.Ordinal).ToArray();
        var stated = phases.Count(m => string.CompareOrdinal(m, LastFound) <= 0);
        var cells = new List<CaseCell>();
        foreach (var isp in Crowded)
        {
            cells.Add(Cell(isp, "Cogent", phases));
        }

        var verizon = Cell("Verizon", "Internap", phases);

        // In words the finding goes one month further than the chart.
        cells.Add(verizon with { Phases = [.. verizon.Phases.Select((level, i) => level ?? (i < stated ? verizon.Calm with { IsStated = true } : null))] });
        cells.Add(Until(stated, CaseCell.Stated("Cablevision", "Cogent", Calm("Verizon", "Cogent"), phases.Length)));
        foreach (var isp in Crowded.Where(i => i != "Verizon").Append("Cablevision"))
        {
            cells.Add(Until(stated, CaseCell.Stated(isp, "Internap", isp == "Cablevision" ? Calm("Verizon", "Cogent") : Calm(isp, "Cogent"), phases.Length)));
        }

        return new RealCase(
            "new-york-2013",
            "Cogent, New York, from May 2013",
            "New York",
            $"Monthly medians; calm is March and April 2013. In words, until {LastFound}: Cablevision over Cogent and all four over Internap were fine. "
                + $"No numbers of tests are published: {CaseCell.AssumedTests:0} a month and pair are assumed. The tests' recovery of March 2014 is the limit below.",
            cells,
            [.. phases.Select(m => new CasePhase(m, new DateOnly(HourlySeries.Number(m[..4]), HourlySeries.Number(m[5..]), 15), Expected(m)))]);
    }

    // The findings, without the pairs that no figure of the month shows, and without Time Warner Cable's recovery of June 2013.
    private Named[]? Expected(string month) => string.CompareOrdinal(month, LastFound) > 0 ? null :
    [
        .. Crowded.Where(isp => months.ContainsKey((isp, "Cogent", month)) && (isp != "Time Warner Cable" || month != "2013-06"))
            .Select(isp => Named.Interconnect(isp, "Cogent")),
    ];

    private CaseCell Cell(string isp, string path, IReadOnlyList<string> phases) => new(
        isp,
        path,
        new Level(Calm(isp, path), CaseCell.AssumedTests),
        [.. phases.Select(m => months.TryGetValue((isp, path, m), out var mbps) ? new Level(mbps, CaseCell.AssumedTests) : (Level?)null)]);

    private double Calm(string isp, string path) => (months[(isp, path, Calm1)] + months[(isp, path, Calm2)]) / 2;

    private static CaseCell Until(int phases, CaseCell cell) => cell with { Phases = [.. cell.Phases.Select((level, i) => i < phases ? level : null)] };
}
