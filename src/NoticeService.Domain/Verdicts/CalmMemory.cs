using System.Runtime.InteropServices;
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
internal sealed class CalmMemory(VerdictSettings settings)
{
    private readonly Dictionary<CalmKey, StratumCalm> strata = [];

    /// <summary>All strata, in no order.</summary>
    public IReadOnlyDictionary<CalmKey, StratumCalm> Strata => strata;

    /// <summary>What is known of a stratum; all zero when nothing is.</summary>
    public StratumCalm Of(CalmKey key) => strata.GetValueOrDefault(key);

    /// <summary>One window of a cell that nobody suspects.</summary>
    public void Learn(SeenCell window)
    {
        foreach (var (octave, histogram) in window.Octaves)
        {
            ref var calm = ref CollectionsMarshal.GetValueRefOrAddDefault(strata, new CalmKey(window.Stats.Key, octave), out _);
            calm = calm.Learn(histogram, settings);
        }
    }

    public void Restore(CalmKey key, StratumCalm calm) => strata[key] = calm;
}
