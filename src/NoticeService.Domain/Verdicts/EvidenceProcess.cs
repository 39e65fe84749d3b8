namespace NoticeService.Domain.Verdicts;

/// <summary>
/// E-detector (Shin, Ramdas and Rinaldo 2022): M becomes (1 + M) e at each window, where e is the window's e-value for "the
/// degraded share of the accused is at most the reference". It may start in calm: unlike a plain product, M cannot fall
/// below what one window gives, so it keeps its power. Kept as ln(1 + M), so that nothing seen yet is 0.
/// </summary>
/// <param name="LnOnePlusM">ln(1 + M), 0 or more.</param>
/// <param name="Alternative">Degraded share expected under crowding, from windows already seen; 0 before the first.</param>
public readonly record struct EvidenceProcess(double LnOnePlusM, double Alternative)
{
    /// <summary>ln M; negative infinity before the first window.</summary>
    public double LnM => LnOnePlusM > 40 ? LnOnePlusM : Math.Log(Math.Exp(LnOnePlusM) - 1);

    /// <summary>The same with less weight: what was picked as the best of several.</summary>
    /// <param name="choice">ln of how many, 0 or more.</param>
    public EvidenceProcess Less(double choice)
    {
        var lnM = LnM - choice;
        return this with { LnOnePlusM = lnM > 40 ? lnM : Math.Log(1 + Math.Exp(lnM)) };
    }

    /// <summary>
    /// One more window. The e-value is the likelihood ratio of the degraded count for a rate fixed before the window,
    /// against the largest rate of the null, with the count shrunk to its effective number of households.
    /// </summary>
    /// <param name="households">Household-windows of the newest window; 0 changes nothing.</param>
    /// <param name="degraded">Of those, the degraded.</param>
    /// <param name="reference">Largest share of the null: the larger of calm's and the peers', plus the margin.</param>
    /// <param name="correlation">Within-window correlation, 0 to 1.</param>
    /// <param name="fresh">How much of the window is news, 0 to 1: homes that fade do so for minutes, so a window tells less that
    /// is new than its households, unless it is the first that is looked at.</param>
    /// <param name="settings">Caps.</param>
    /// <param name="choice">ln of how many sets of households these were chosen from with this window in view; 0 when they were fixed before it.</param>
    public EvidenceProcess Observe(long households, long degraded, double reference, double correlation, double fresh, VerdictSettings settings, double choice = 0)
    {
        if (households == 0)
        {
            return this;
        }

        var p0 = Math.Clamp(reference, 0.01, 0.97);

        // Before anything is seen, the least that matters plus half of what is left: a share of 0.15 against 0.35 bets on 0.68.
        var p1 = Math.Clamp(Alternative > p0 ? Alternative : (1 + p0) / 2, p0 + 0.01, 0.98);
        var share = (double)degraded / households;
        var gain = Math.Min(Math.Log(p1 / p0), settings.MaxGainPerHousehold) * share + Math.Log((1 - p1) / (1 - p0)) * (1 - share);
        var effective = households / (1 + (households - 1) * Math.Max(correlation, settings.MinCorrelation)) * fresh;
        var lnE = Math.Min(effective * gain - choice, settings.MaxGainPerWindow);

        // Beyond twice the budget more would only delay the end: what was seen must not outweigh what is seen.
        var lnM = Math.Min(LnOnePlusM + lnE, 2 * settings.CertainLnM);
        var next = lnM > 40 ? lnM : Math.Log(1 + Math.Exp(lnM));
        var alternative = Alternative == 0 ? share : 0.5 * Alternative + 0.5 * share;
        return new EvidenceProcess(next, Math.Clamp(alternative, 0.01, 0.98));
    }
}
