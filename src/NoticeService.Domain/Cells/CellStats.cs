namespace NoticeService.Domain.Cells;

/// <summary>Part of a cell that is compared as one: a server, and the octave of the households' norms.</summary>
public readonly record struct StratumKey(string Server, int Octave) : IComparable<StratumKey>
{
    /// <summary>By octave, then server, ordinal.</summary>
    public int CompareTo(StratumKey other)
    {
        var byOctave = Octave.CompareTo(other.Octave);
        return byOctave != 0 ? byOctave : string.CompareOrdinal(Server, other.Server);
    }
}

/// <summary>What one cell showed in one window (of one pod, or merged over pods or windows). Not thread-safe.</summary>
public sealed class CellStats(CellKey key)
{
    private readonly SortedDictionary<StratumKey, ShortfallHistogram> strata = [];

    public CellKey Key { get; } = key;

    /// <summary>Sessions that measured anything, whether or not they may testify.</summary>
    public long Sessions { get; private set; }

    /// <summary>Of those, sessions whose household has no mature norm: they never help to name anyone.</summary>
    public long WithoutNorm { get; private set; }

    /// <summary>Sessions that starved.</summary>
    public long Starved { get; private set; }

    /// <summary>Distinct households that testify.</summary>
    public BottomK Households { get; } = new();

    /// <summary>Distinct address blocks (/24, /48) that testify.</summary>
    public BottomK Blocks { get; } = new();

    /// <summary>Shortfalls by stratum, in key order.</summary>
    public IReadOnlyDictionary<StratumKey, ShortfallHistogram> Strata => strata;

    /// <summary>Counts sessions. All arguments are 0 or more.</summary>
    public void CountSessions(long sessions, long withoutNorm, long starved)
    {
        Sessions += sessions;
        WithoutNorm += withoutNorm;
        Starved += starved;
    }

    /// <summary>The histogram of a stratum, made when new.</summary>
    public ShortfallHistogram Stratum(StratumKey stratum)
    {
        if (!strata.TryGetValue(stratum, out var histogram))
        {
            strata.Add(stratum, histogram = new ShortfallHistogram());
        }

        return histogram;
    }

    /// <summary>Adds another's counts: commutative and associative.</summary>
    /// <exception cref="ArgumentException">The other is of another cell.</exception>
    public void Merge(CellStats other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Key != Key)
        {
            throw new ArgumentException($"Cannot merge {other.Key} into {Key}.", nameof(other));
        }

        CountSessions(other.Sessions, other.WithoutNorm, other.Starved);
        Households.Merge(other.Households);
        Blocks.Merge(other.Blocks);
        foreach (var (stratum, histogram) in other.strata)
        {
            Stratum(stratum).Merge(histogram);
        }
    }
}
