using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Verdicts;

/// <summary>
/// What a stratum looks like when nothing is crowded: its median, the share of households that are degraded all the
/// same, how much that share varies beyond chance, and how long it stays once it has strayed: the same homes fade for minutes.
/// Learned from calm windows only; old ones fade.
/// </summary>
/// <param name="Median">Median r in calm, octaves.</param>
/// <param name="DegradedShare">Share of household-windows below median + log2(1 - named drop), 0 to 1.</param>
/// <param name="Weight">Household-windows behind these figures.</param>
/// <param name="Windows">Calm windows seen; saturates.</param>
/// <param name="Correlation">Intra-window correlation of being degraded, 0 to 1, by the method of moments.</param>
/// <param name="Variance">Mean square of how far a window's degraded share strayed from <paramref name="DegradedShare"/>.</param>
/// <param name="Slow">That straying, averaged over the last minutes (exponentially, <see cref="SlowWindows"/>).</param>
/// <param name="SlowVariance">Mean square of <paramref name="Slow"/>.</param>
/// <param name="IsGiven">It rests on a history that was known to be calm.</param>
public readonly record struct StratumCalm(
    double Median,
    double DegradedShare,
    double Weight,
    int Windows,
    double Correlation,
    double Variance = 0,
    double Slow = 0,
    double SlowVariance = 0,
    bool IsGiven = false)
{
    /// <summary>Time constant of <see cref="Slow"/>, windows: two minutes, about as long as a home fades.</summary>
    private const int SlowWindows = 12;

    // Averaging independent windows over this time constant leaves so much of their variance.
    private const double SlowOfWhite = 1.0 / (2 * SlowWindows - 1);

    // Before calm has shown how long it strays: a third of the variance stays, as in real traces. Counts like so many windows.
    private const double PriorStay = 0.33;
    private const double PriorWindows = 60;

    /// <summary>
    /// How much of a window is news once the window before is known, 0 to 1: 1 when windows stray independently, about 1/23 when
    /// the same homes stay degraded for minutes.
    /// </summary>
    public double Fresh
    {
        get
        {
            var stay = Variance > 0 ? SlowVariance / Variance : PriorStay;
            var believed = (stay * Windows + PriorStay * PriorWindows) / (Windows + PriorWindows);
            return Math.Clamp(SlowOfWhite / believed, SlowOfWhite, 1);
        }
    }

    /// <summary>How many independent household-windows these figures are worth.</summary>
    public double Effective => Weight * Fresh / (1 + (Windows == 0 ? 0 : Weight / Windows - 1) * Correlation);

    /// <summary>One-sided 95 % upper bound of <see cref="DegradedShare"/>.</summary>
    public double DegradedShareAtMost => DegradedShare + 1.645 * Math.Sqrt(Math.Max(DegradedShare * (1 - DegradedShare), 0.01) / Math.Max(1, Effective));

    /// <summary>Whether there is enough of it to compare with.</summary>
    public bool IsKnown(VerdictSettings settings) => Weight >= settings.MinCalmWeight && Windows >= settings.MinCalmWindows;

    /// <summary>
    /// Whether it is held on to when the cell is suspected: when it was given, or rests on as many household-windows as the fewest windows
    /// that make a calm would have now. What a handful of homes made is not held against a hundred.
    /// </summary>
    /// <param name="households">Of the newest window.</param>
    /// <param name="settings">How many windows make a calm.</param>
    public bool IsSettled(long households, VerdictSettings settings) => IsGiven || (IsKnown(settings) && Weight >= (double)settings.MinCalmWindows * households);

    /// <summary>One more calm window.</summary>
    public StratumCalm Learn(ShortfallHistogram window, VerdictSettings settings)
    {
        double n = window.Total;
        if (n == 0)
        {
            return this;
        }

        // Old windows fade by time and not by households, so that a small stratum follows an evening as fast as a large one.
        var weight = Weight * (1 - 1.0 / settings.CalmMemoryWindows) + n;
        var share = n / weight;
        var median = Windows == 0 ? window.Median : Median + share * (window.Median - Median);
        var degraded = window.CountBelow(median + settings.DegradedOctaves) / n;
        var degradedShare = Windows == 0 ? degraded : DegradedShare + share * (degraded - DegradedShare);
        var correlation = Correlation + Math.Max(share, 0.01) * (Excess(degraded, degradedShare, n) - Correlation);
        var strayed = degraded - degradedShare;
        var step = Math.Max(share, 0.005);
        var slow = Slow + (strayed - Slow) / SlowWindows;
        return new StratumCalm(
            median,
            degradedShare,
            weight,
            Math.Min(Windows + 1, settings.CalmMemoryWindows),
            Math.Clamp(correlation, 0, 1),
            Variance + step * (strayed * strayed - Variance),
            slow,
            SlowVariance + step * (slow * slow - SlowVariance),
            IsGiven);
    }

    // One window's estimate of the correlation: ((p - q)^2 - q(1-q)/n) / (q(1-q)(1 - 1/n)), unbiased, so it may be negative.
    private static double Excess(double p, double q, double n)
    {
        var variance = q * (1 - q);
        return n < 2 || variance <= 0 ? 0 : ((p - q) * (p - q) - variance / n) / (variance * (1 - 1 / n));
    }
}
