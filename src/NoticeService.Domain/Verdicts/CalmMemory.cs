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
    public void Learn(SeenCell window) => Learn(window, settling: false);

    /// <summary>One window of a cell that is suspected: only strata whose calm is not settled learn from it.</summary>
    public void Settle(SeenCell window) => Learn(window, settling: true);

    public void Restore(CalmKey key, StratumCalm calm) => strata[key] = calm;

    private void Learn(SeenCell window, bool settling)
    {
        foreach (var (octave, histogram) in window.Octaves)
        {
            ref var calm = ref CollectionsMarshal.GetValueRefOrAddDefault(strata, new CalmKey(window.Stats.Key, octave), out _);
            if (!settling || !calm.IsSettled(settings))
            {
                calm = calm.Learn(histogram, settings);
            }
        }
    }
}
