using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Verdicts;

/// <summary>A stratum of a cell over all its servers.</summary>
public readonly record struct CalmKey(CellKey Cell, int Octave) : IComparable<CalmKey>
{
    public int CompareTo(CalmKey other)
    {
        var byCell = Cell.CompareTo(other.Cell);
        return byCell != 0 ? byCell : Octave.CompareTo(other.Octave);
    }
}

/// <summary>Calm, by stratum. Not thread-safe.</summary>
public sealed class CalmMemory(VerdictSettings settings)
{
    private readonly SortedDictionary<CalmKey, StratumCalm> strata = [];

    /// <summary>All strata in key order.</summary>
    public IReadOnlyDictionary<CalmKey, StratumCalm> Strata => strata;

    /// <summary>What is known of a stratum; all zero when nothing is.</summary>
    public StratumCalm Of(CalmKey key) => strata.GetValueOrDefault(key);

    /// <summary>One window of a cell that nobody suspects.</summary>
    public void Learn(CellStats window)
    {
        foreach (var (octave, histogram) in ByOctave(window))
        {
            var key = new CalmKey(window.Key, octave);
            strata[key] = Of(key).Learn(histogram, settings);
        }
    }

    internal void Restore(CalmKey key, StratumCalm calm) => strata[key] = calm;

    /// <summary>The cell's histograms with its servers summed, by octave ascending.</summary>
    internal static SortedDictionary<int, ShortfallHistogram> ByOctave(CellStats cell)
    {
        var octaves = new SortedDictionary<int, ShortfallHistogram>();
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
