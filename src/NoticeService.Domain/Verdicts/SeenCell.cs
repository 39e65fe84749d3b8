using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Verdicts;

/// <summary>A cell in one window, with its servers summed by octave once, since each window is looked at several times.</summary>
internal sealed class SeenCell(CellStats stats)
{
    public CellStats Stats { get; } = stats;

    /// <summary>By octave ascending. Not to be changed.</summary>
    public SortedList<int, ShortfallHistogram> Octaves { get; } = ByOctave(stats.Strata);

    /// <summary>Strata with their servers summed, by octave ascending.</summary>
    public static SortedList<int, ShortfallHistogram> ByOctave(IEnumerable<KeyValuePair<StratumKey, ShortfallHistogram>> strata)
    {
        var octaves = new SortedList<int, ShortfallHistogram>();
        foreach (var (stratum, histogram) in strata)
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
