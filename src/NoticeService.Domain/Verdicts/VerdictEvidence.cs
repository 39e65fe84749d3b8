namespace NoticeService.Domain.Verdicts;

/// <summary>What one side of the comparison testified, over the recent windows.</summary>
/// <param name="Isp">Which ISP; null for all others.</param>
/// <param name="Path">Over which path; null for all others.</param>
/// <param name="HouseholdWindows">Households times windows that testify.</param>
/// <param name="Degraded">Share of them that lost at least the named drop, 0 to 1.</param>
/// <param name="DegradedInCalm">The same share in calm, 0 to 1.</param>
/// <param name="Lost">Fraction of throughput lost, median against calm, 0 to 1.</param>
/// <param name="LostAtMost">One-sided 95 % upper bound of that, 0 to 1.</param>
public sealed record EvidenceReading(string? Isp, string? Path, long HouseholdWindows, double Degraded, double DegradedInCalm, double Lost, double LostAtMost)
{
    internal static EvidenceReading Of(string? isp, string? path, in PooledReading reading) =>
        new(isp, path, reading.Households, reading.Share, reading.CalmShare, reading.Lost, reading.LostAtMost);
}

/// <summary>How sure the sequential test was at the end of a window.</summary>
/// <param name="AtMs">End of the window, ms since the Unix epoch.</param>
/// <param name="LnM">ln of the e-detector.</param>
public readonly record struct Certainty(long AtMs, double LnM);

/// <summary>The figures that carry a verdict, as of the last window in which it was found.</summary>
public sealed record VerdictEvidence
{
    /// <summary>Points of <see cref="Certainty"/> that are kept: ten minutes.</summary>
    public const int MaxPoints = 60;

    /// <summary>The accused.</summary>
    public required EvidenceReading Accused { get; init; }

    /// <summary>Whom it was compared with, each over all metros of the verdict: the least exonerated first.</summary>
    public IReadOnlyList<EvidenceReading> Rivals { get; init; } = [];

    /// <summary>How many colluding households would turn it.</summary>
    public PoisoningMargin PoisoningMargin { get; init; }

    /// <summary>The certainty over time, up to the window that decided and on, at most the last <see cref="MaxPoints"/>.</summary>
    public IReadOnlyList<Certainty> Certainty { get; init; } = [];

    internal static VerdictEvidence Of(Finding finding, IReadOnlyList<Certainty>? before, Certainty now) => new()
    {
        Accused = EvidenceReading.Of(finding.Term.Isp, finding.Term.Path, finding.Accused),
        Rivals =
        [
            .. finding.Contrasts.GroupBy(c => c.Rival)
                .Select(g => EvidenceReading.Of(g.Key.Isp, g.Key.Path, g.Aggregate(default(PooledReading), (sum, c) => sum + c.Peers)))
                .OrderByDescending(r => r.LostAtMost),
        ],
        PoisoningMargin = finding.PoisoningMargin,
        Certainty = [.. (before ?? []).TakeLast(MaxPoints - 1), now],
    };
}
