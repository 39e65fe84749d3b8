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

    /// <summary>Too few of the accused show it: a handful of liars could stand for all.</summary>
    Thin,
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
/// <param name="Peers">What the peers show in the strata that would show the accused cap, in the metros of the accused.</param>
/// <param name="Households">Distinct households of the peers.</param>
/// <param name="Blocks">Distinct address blocks of the peers.</param>
/// <param name="Sessions">Sessions of the peers over the recent windows.</param>
public readonly record struct Contrast(Rival Rival, PooledReading Peers, long Households, long Blocks, long Sessions)
{
    /// <summary>Two of the same rival as one.</summary>
    public static Contrast operator +(in Contrast a, in Contrast b) =>
        new(a.Rival, a.Peers + b.Peers, a.Households + b.Households, a.Blocks + b.Blocks, a.Sessions + b.Sessions);

    /// <summary>Whether there is enough to compare with.</summary>
    public bool Suffices(VerdictSettings settings) =>
        Peers.Households >= settings.MinHouseholds && Households >= settings.MinHouseholds && Blocks >= settings.MinBlocks;

    /// <summary>Excluded: with 95 % certainty the rival lost less than half of what the accused lost.</summary>
    public bool Excludes(in PooledReading accused) => Peers.Households > 0 && Peers.LostAtMost < accused.Lost / 2;
}

/// <summary>One term that explains low cells now, over all metros in which it holds.</summary>
/// <param name="Term">Who.</param>
/// <param name="Cells">The low cells that it explains, in key order.</param>
/// <param name="Accused">What they testify, pooled.</param>
/// <param name="Contrasts">The rivals.</param>
/// <param name="Doubt">Why it may not be named; None when it may.</param>
public sealed record Finding(Term Term, IReadOnlyList<CellReading> Cells, PooledReading Accused, IReadOnlyList<Contrast> Contrasts, Doubt Doubt)
{
    /// <summary>How many colluding households would turn it.</summary>
    public PoisoningMargin PoisoningMargin { get; private init; }

    /// <summary>Judges whether the term may be named.</summary>
    public static Finding Of(Term term, IReadOnlyList<CellReading> low, IReadOnlyList<Contrast> contrasts, VerdictSettings settings)
    {
        var accused = Sum(low);
        var finding = new Finding(term, low, accused, contrasts, DoubtOf(term, low, accused, contrasts, settings));
        return finding with { PoisoningMargin = PoisoningMargin.Of(finding, settings) };
    }

    /// <summary>In order.</summary>
    public IReadOnlyList<string> Metros => [.. Cells.Select(c => c.Key.Metro).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The largest degraded share of any rival's peers, so that an evening that slows everybody accuses nobody.</summary>
    public double PeerShare => PeerShareOf(Contrasts);

    public long Households => Cells.Sum(c => c.Households);

    public long Blocks => Cells.Sum(c => c.Blocks);

    public long Sessions => Cells.Sum(c => c.Sessions);

    private static double PeerShareOf(IReadOnlyList<Contrast> contrasts) => contrasts.Count == 0 ? 0 : contrasts.Max(c => c.Peers.Share);

    internal static PooledReading Sum(IEnumerable<CellReading> low) => low.Aggregate(default(PooledReading), (sum, c) => sum + c.PooledReading);

    private static Doubt DoubtOf(Term term, IReadOnlyList<CellReading> low, in PooledReading accused, IReadOnlyList<Contrast> contrasts, VerdictSettings settings)
    {
        var doubt = term.Culprit == Culprit.Service ? DoubtOfService(accused, settings) : DoubtByContrasts(accused, contrasts, settings);
        return doubt == Doubt.None && IsThin(low, accused, contrasts, settings) ? Doubt.Thin : doubt;
    }

    // It speaks for everybody in a metro, and no peer can contradict it: a handful of homes is not everybody. Nobody else is
    // named for them all the same.
    private static Doubt DoubtOfService(in PooledReading accused, VerdictSettings settings) =>
        accused.Households >= settings.MinHouseholds * settings.RecentWindows ? Doubt.None : Doubt.Insufficient;

    // Only homes above the cap testify. Those who lie choose their norm as well as their shortfall: above all others they are a
    // stratum of their own, in which nobody contradicts them. So it counts how many they are of all that are heard.
    private static bool IsThin(IReadOnlyList<CellReading> low, in PooledReading accused, IReadOnlyList<Contrast> contrasts, VerdictSettings settings) =>
        settings.MinPoisoningMargin > 0
        && (low.Sum(c => c.TestifyingHouseholds) < settings.MinHouseholds
            || PoisoningMargin.OfAccused(accused, PeerShareOf(contrasts), settings) < settings.MinPoisoningMargin * low.Sum(c => c.Heard));

    private static Doubt DoubtByContrasts(in PooledReading accused, IReadOnlyList<Contrast> contrasts, VerdictSettings settings)
    {

        var sufficient = 0;
        foreach (var contrast in contrasts)
        {
            if (!contrast.Suffices(settings))
            {
                continue;
            }

            if (!contrast.Excludes(accused))
            {
                return Doubt.Mixed;
            }

            sufficient++;
        }

        // Without peers a rival fits as well as the accused. Two of them suffice for a whole ISP or transit: what excludes two
        // of its paths (or ISPs) excludes that each has a fault of its own at the same time.
        return sufficient >= 2 ? Doubt.None
            : contrasts.Any(c => c.Peers.Households == 0) ? Doubt.Ambiguous
            : Doubt.Insufficient;
    }
}
