using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Evidence;

/// <summary>What one cell of a pack shows.</summary>
/// <param name="Cell">Which.</param>
/// <param name="Reading">What the strata say that testify.</param>
/// <param name="IsLow">It lost so much, by so many, that the fit must explain it.</param>
/// <param name="Testifying">Share of its household-windows in strata that testify: the others lie below the cap, and neither accuse nor exonerate. 0 to 1.</param>
public sealed record PackedReading(CellKey Cell, EvidenceReading Reading, bool IsLow, double Testifying);

/// <summary>Reads the cells of a pack from their histograms, as the leader did when it decided.</summary>
public static class PackReadings
{
    /// <summary>In key order.</summary>
    /// <exception cref="FormatException">A histogram is none.</exception>
    public static IReadOnlyList<PackedReading> Of(EvidencePack pack)
    {
        ArgumentNullException.ThrowIfNull(pack);
        return
        [
            .. Cells(pack).Values.OrderBy(c => c.Key).Select(c => new PackedReading(
                c.Key,
                EvidenceReading.Of(c.Key.Isp, c.Key.Path, c.PooledReading, c.Sessions / pack.Settings.RecentWindows, c.Households),
                c.IsLow,
                c.TestifyingShare)),
        ];
    }

    internal static Dictionary<CellKey, CellReading> Cells(EvidencePack pack)
    {
        var calm = pack.Calm.ToDictionary(c => new CalmKey(c.Cell, c.Octave), c => c.Calm);
        try
        {
            return new Company(pack.Settings).Join(pack.Cells.Select(c => CellReading.Of(
                c.Cell, c.Sessions, c.Households, c.Blocks, c.Histograms(), octave => calm.GetValueOrDefault(new CalmKey(c.Cell, octave)), pack.Windows, pack.Settings)));
        }
        catch (ArgumentException wrong)
        {
            throw new FormatException($"The pack's cells are none: {wrong.Message}", wrong);
        }
    }
}
