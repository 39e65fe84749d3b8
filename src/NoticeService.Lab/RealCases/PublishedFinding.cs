namespace NoticeService.Lab.RealCases;

/// <summary>What M-Lab itself said of a pair.</summary>
/// <param name="Isp">Access ISP.</param>
/// <param name="Path">Transit ISP.</param>
/// <param name="Area">Where.</param>
/// <param name="Months">First and last month, <c>yyyy-MM..yyyy-MM</c>, or one month.</param>
/// <param name="IsDegraded">Degraded, or ok.</param>
/// <param name="Bottleneck"><c>interconnection</c> (the data's word for M-Lab's "interconnection-related"), <c>none</c> or <c>undetermined</c>.</param>
internal sealed record PublishedFinding(string Isp, string Path, string Area, string Months, bool IsDegraded, string Bottleneck)
{
    public static IReadOnlyList<PublishedFinding> All() =>
    [
        .. PublishedRows.Of("mlab_expected_findings.csv").Select(r =>
            new PublishedFinding(r["access_isp"], r["transit_isp"], r["area"], r["period"], r["state"] == "degraded", r["bottleneck"])),
    ];

    /// <summary>The finding that shares most months with a series of the same pair and area; null without one.</summary>
    public static PublishedFinding? Of(HourlySeries series, IEnumerable<PublishedFinding> findings) => findings
        .Where(f => (f.Isp, f.Path, f.Area) == (series.Isp, series.Path, series.Area))
        .Select(f => (Finding: f, Shared: SharedMonths(f.Months, series.Months)))
        .Where(f => f.Shared > 0)
        .OrderByDescending(f => f.Shared)
        .Select(f => f.Finding)
        .FirstOrDefault();

    private static int SharedMonths(string a, string b)
    {
        var ((fromA, toA), (fromB, toB)) = (Range(a), Range(b));
        return Math.Max(0, Math.Min(toA, toB) - Math.Max(fromA, fromB) + 1);
    }

    private static (int From, int To) Range(string months) => (Month(months[..7]), Month(months[^7..]));

    private static int Month(string text) => 12 * HourlySeries.Number(text[..4]) + HourlySeries.Number(text[5..]);
}
