namespace NoticeService.Domain.Verdicts;

/// <summary>How sure the sequential test was at the end of a window.</summary>
/// <param name="AtMs">End of the window, ms since the Unix epoch.</param>
/// <param name="LnM">ln of the e-detector.</param>
public readonly record struct Certainty(long AtMs, double LnM);

/// <summary>The figures that carry a verdict, as of the last window in which it was found.</summary>
public sealed record VerdictEvidence
{
    /// <summary>Points of <see cref="Certainty"/> that are kept: ten minutes.</summary>
    public const int MaxPoints = 60;

    /// <summary>Rows of <see cref="Pairs"/> that are kept, those with most households.</summary>
    public const int MaxPairs = 40;

    /// <summary>The accused.</summary>
    public required EvidenceReading Accused { get; init; }

    /// <summary>Whom it was compared with, and what that excluded: the least exonerated first.</summary>
    public IReadOnlyList<Exclusion> Rivals { get; init; } = [];

    /// <summary>
    /// Each ISP over each path in the metros of the verdict that shares an ISP or a path with the accused, the accused among
    /// them: in the strata that would show the accused cap. By ISP and path. Empty while only suspected.
    /// </summary>
    public IReadOnlyList<EvidenceReading> Pairs { get; init; } = [];

    /// <summary>Everything else that was seen, whoever and wherever: the service overall. Null while only suspected.</summary>
    public EvidenceReading? Overall { get; init; }

    /// <summary>The terms of the window's fit in the metros of the verdict, this one among them. Empty while only suspected.</summary>
    public IReadOnlyList<FitTerm> Terms { get; init; } = [];

    /// <summary>How many colluding households would turn it.</summary>
    public PoisoningMargin PoisoningMargin { get; init; }

    /// <summary>The certainty over time, up to the window that decided and on, at most the last <see cref="MaxPoints"/>.</summary>
    public IReadOnlyList<Certainty> Certainty { get; init; } = [];

    /// <summary>What a suspicion rests on: the accused and its rivals.</summary>
    internal static VerdictEvidence Of(Finding finding, IReadOnlyList<Certainty>? before, Certainty now, VerdictSettings settings) => new()
    {
        Accused = EvidenceReading.Of(finding.Term.Isp, finding.Term.Path, finding.Accused, finding.Sessions / settings.RecentWindows, finding.Households),
        Rivals =
        [
            .. finding.Contrasts.GroupBy(c => c.Rival)
                .Select(g => Exclusion.Of(g.Aggregate((sum, c) => sum + c), finding.Accused, settings))
                .OrderByDescending(r => r.Peers.LostAtMost),
        ],
        PoisoningMargin = finding.PoisoningMargin,
        Certainty = [.. (before ?? []).TakeLast(MaxPoints - 1), now],
    };

    /// <summary>The same with all that was seen around it.</summary>
    internal VerdictEvidence With(Finding finding, IReadOnlyCollection<Finding> fit, IEnumerable<CellReading> readings, VerdictSettings settings)
    {
        var metros = finding.Metros.ToHashSet(StringComparer.Ordinal);
        var isps = finding.Cells.Select(c => c.Key.Isp).ToHashSet(StringComparer.Ordinal);
        var paths = finding.Cells.Select(c => c.Key.Path).ToHashSet(StringComparer.Ordinal);
        var accused = finding.Cells.Select(c => c.Key).ToHashSet();
        var cap = finding.Cells.Average(c => c.Cap!.Value);
        CellReading[] cells = [.. readings];
        CellReading[] others = [.. cells.Where(c => !accused.Contains(c.Key))];
        return this with
        {
            Pairs =
            [
                .. cells.Where(c => metros.Contains(c.Key.Metro) && (isps.Contains(c.Key.Isp) || paths.Contains(c.Key.Path)))
                    .GroupBy(c => (c.Key.Isp, c.Key.Path))
                    .Select(g => EvidenceReading.Of(g.Key.Isp, g.Key.Path, [.. g], cap, settings))
                    .OrderByDescending(r => r.Households)
                    .Take(MaxPairs)
                    .OrderBy(r => r.Isp, StringComparer.Ordinal)
                    .ThenBy(r => r.Path, StringComparer.Ordinal),
            ],
            Overall = EvidenceReading.Of(
                null, null, others.Aggregate(default(PooledReading), (sum, c) => sum + c.PooledReading), others.Sum(c => c.Sessions) / settings.RecentWindows, others.Sum(c => c.Households)),
            Terms = [.. fit.Where(f => f.Metros.Any(metros.Contains)).Select(FitTerm.Of)],
        };
    }
}
