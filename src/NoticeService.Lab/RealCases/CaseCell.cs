namespace NoticeService.Lab.RealCases;

/// <summary>One pair of a case.</summary>
/// <param name="Isp">Access ISP, as the source names it.</param>
/// <param name="Path">Transit ISP.</param>
/// <param name="Calm">What it shows when nothing is crowded.</param>
/// <param name="Phases">What it shows in each phase of the case; null where nothing is published.</param>
internal sealed record CaseCell(string Isp, string Path, Level Calm, IReadOnlyList<Level?> Phases)
{
    /// <summary>Tests that are assumed where the source gives none.</summary>
    public const int AssumedTests = 1_000;

    /// <summary>Peak against off-peak.</summary>
    public static CaseCell Of(HourlySeries series) => new(series.Isp, series.Path, series.OffPeak, [series.Peak]);

    /// <summary>Said to be fine, in words, in every phase: at its calm level.</summary>
    /// <param name="isp">Access ISP.</param>
    /// <param name="path">Transit ISP.</param>
    /// <param name="mbps">The level: a published one where there is one. Only its ratio to the ISP's norm matters.</param>
    /// <param name="phases">How many.</param>
    public static CaseCell Stated(string isp, string path, double mbps, int phases = 1)
    {
        var level = new Level(mbps, AssumedTests, IsStated: true);
        return new CaseCell(isp, path, level, [.. Enumerable.Repeat<Level?>(level, phases)]);
    }
}
