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
    public void Learn(SeenCell window) => Learn(window, (_, _) => true);

    /// <summary>One window of a cell that is suspected: only strata whose calm rests on too little to be held on to learn from it.</summary>
    public void Settle(SeenCell window) => Learn(window, (calm, households) => !calm.IsSettled(households, settings));

    /// <summary>One window that is known to be calm.</summary>
    public void Give(SeenCell window)
    {
        Learn(window);
        foreach (var octave in window.Octaves.Keys)
        {
            ref var calm = ref CollectionsMarshal.GetValueRefOrAddDefault(strata, new CalmKey(window.Stats.Key, octave), out _);
            calm = calm with { IsGiven = true };
        }
    }

    public void Restore(CalmKey key, StratumCalm calm) => strata[key] = calm;

    private void Learn(SeenCell window, Func<StratumCalm, long, bool> which)
    {
        foreach (var (octave, histogram) in window.Octaves)
        {
            ref var calm = ref CollectionsMarshal.GetValueRefOrAddDefault(strata, new CalmKey(window.Stats.Key, octave), out _);
            if (which(calm, histogram.Total))
            {
                calm = calm.Learn(histogram, settings);
            }
        }
    }
}
