namespace NoticeService.Domain.Verdicts;

/// <summary>One window in the sequential test: what was counted, and what that made of the certainty. Kept so that it can be counted again.</summary>
/// <param name="AtMs">End of the window, ms since the Unix epoch.</param>
/// <param name="Before">The test before it.</param>
/// <param name="Households">Household-windows of the accused in the strata that testify.</param>
/// <param name="Degraded">Of those, the degraded.</param>
/// <param name="Reference">Largest share of the null: the larger of calm's and the peers', plus the margin. 0 to 1.</param>
/// <param name="Correlation">Within-window correlation, as calm shows it. 0 to 1.</param>
/// <param name="Fresh">How much of the window is news. 0 to 1.</param>
/// <param name="Choice">ln of how many sets of households these were chosen from with the window in view; 0 when they were fixed before it.</param>
public readonly record struct Weighing(
    long AtMs,
    EvidenceProcess Before,
    long Households,
    long Degraded,
    double Reference,
    double Correlation,
    double Fresh,
    double Choice)
{
    /// <summary>The test after it.</summary>
    public EvidenceProcess After(VerdictSettings settings) => Before.Observe(Households, Degraded, Reference, Correlation, Fresh, settings, Choice);
}
