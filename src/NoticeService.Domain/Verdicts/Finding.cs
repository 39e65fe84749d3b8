namespace NoticeService.Domain.Verdicts;

/// <summary>Why nobody may be named.</summary>
public enum Doubt : byte
{
    /// <summary>None: somebody may be.</summary>
    None,

    /// <summary>Too few households, address blocks or peers.</summary>
    Insufficient,

    /// <summary>Two explanations fit alike.</summary>
    Ambiguous,

    /// <summary>The peers are slow too, though less.</summary>
    Mixed,
}

/// <summary>A term of the fit: a culprit and what it covers. The key of everything that is remembered about it.</summary>
public readonly record struct Term(Culprit Culprit, string? Isp, string? Path) : IComparable<Term>
{
    public int CompareTo(Term other)
    {
        var byCulprit = Culprit.CompareTo(other.Culprit);
        if (byCulprit != 0)
        {
            return byCulprit;
        }

        var byIsp = string.CompareOrdinal(Isp, other.Isp);
        return byIsp != 0 ? byIsp : string.CompareOrdinal(Path, other.Path);
    }
}

/// <summary>One comparison that must come out healthy before the term may be named.</summary>
/// <param name="Rival">Whose doing it would be otherwise.</param>
/// <param name="Peers">What the peers show in the strata that would show the accused cap.</param>
public readonly record struct Contrast(Rival Rival, PooledReading Peers)
{
    /// <summary>Excluded: with 95 % certainty the rival lost less than half of what the accused lost.</summary>
    public bool Excludes(in PooledReading accused) => Peers.Households > 0 && Peers.LostAtMost < accused.Lost / 2;
}

/// <summary>One term that explains low cells now.</summary>
/// <param name="Term">Who.</param>
/// <param name="Cells">The low cells that it explains, in key order.</param>
/// <param name="Accused">What they testify, pooled.</param>
/// <param name="Contrasts">The rivals.</param>
/// <param name="Doubt">Why it may not be named; None when it may.</param>
public sealed record Finding(Term Term, IReadOnlyList<CellReading> Cells, PooledReading Accused, IReadOnlyList<Contrast> Contrasts, Doubt Doubt)
{
    /// <summary>The largest degraded share of any rival's peers, so that an evening that slows everybody accuses nobody.</summary>
    public double PeerShare => Contrasts.Count == 0 ? 0 : Contrasts.Max(c => c.Peers.Share);
}
