using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Verdicts;

/// <summary>A cell in one window, with its servers summed by octave once, since each window is looked at several times.</summary>
internal sealed class SeenCell(CellStats stats)
{
    public CellStats Stats { get; } = stats;

    /// <summary>By octave ascending. Not to be changed.</summary>
    public SortedList<int, ShortfallHistogram> Octaves { get; } = ByOctave(stats);

    private static SortedList<int, ShortfallHistogram> ByOctave(CellStats cell)
    {
        var octaves = new SortedList<int, ShortfallHistogram>(cell.Strata.Count);
        foreach (var (stratum, histogram) in cell.Strata)
        {
            if (!octaves.TryGetValue(stratum.Octave, out var sum))
            {
                octaves.Add(stratum.Octave, sum = new ShortfallHistogram());
            }

            sum.Merge(histogram);
        }

        return octaves;
    }
}
