using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Tests.Verdicts;

/// <summary>Cells as the engine reads them, made of strata in which every home fares alike.</summary>
internal static class Readings
{
    /// <summary>A cell with homes of one octave, 15, all with the same shortfall.</summary>
    public static CellReading Cell(VerdictSettings settings, string path, double shortfall, int homes) => Cell(settings, path, homes, Stratum(settings, 15, shortfall, homes));

    /// <summary>A cell in which the homes of one octave lost two octaves, and those of others, below that cap, nothing.</summary>
    /// <param name="path">Tells cells apart.</param>
    /// <param name="wellOctaves">How many octaves below the cap have homes too.</param>
    /// <param name="homes">Of each octave, and windows of each that are pooled: all of them are new.</param>
    public static CellReading Low(VerdictSettings settings, string path = "cogent", int wellOctaves = 0, int homes = 40) => Cell(
        settings, path, homes, [Stratum(settings, 15, -2, homes), .. Enumerable.Range(0, wellOctaves).Select(i => Stratum(settings, 12 - i, 0, homes))]);

    /// <summary>A cell of eight homes, too few in each of their two octaves, that all fell to the same cap as those of <see cref="Low"/>.</summary>
    public static CellReading Scattered(VerdictSettings settings, string path) =>
        Cell(settings, path, 8, Stratum(settings, 15, -2, 4), Stratum(settings, 16, -3, 4));

    /// <summary>Ninety homes that are well, and eight liars at the clamp who claim to be faster than all.</summary>
    public static CellReading WithLiars(VerdictSettings settings, string path) =>
        Cell(settings, path, 98, Stratum(settings, 15, 0, 45), Stratum(settings, 16, 0, 45), Stratum(settings, 20, ShortfallHistogram.Min, 8));

    /// <summary>A finding that needs no peers.</summary>
    public static Finding Service(VerdictSettings settings, params CellReading[] low) => Finding.Of(new Term(Culprit.Service, null, null), low, [], settings);

    private static CellReading Cell(VerdictSettings settings, string path, int homes, params StratumReading[] strata) =>
        new(new CellKey("verizon", path, "nyc"), homes, homes, homes, strata, () => [], isByLevel: false, settings);

    private static StratumReading Stratum(VerdictSettings settings, int octave, double shortfall, int homes)
    {
        var histogram = new ShortfallHistogram();
        histogram.Add(ShortfallHistogram.BinOf(shortfall), homes);
        var calm = new StratumCalm(Median: 0, DegradedShare: 0.1, Weight: 10_000, Windows: 500, Correlation: 0);
        return StratumReading.Of(octave, calm, histogram, histogram, null, settings.RecentWindows, settings);
    }
}
