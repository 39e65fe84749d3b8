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
/// <param name="Strayed">By how much the last calm window's degraded share strayed from <paramref name="DegradedShare"/>.</param>
/// <param name="Variance">Mean square of that.</param>
/// <param name="Covariance">Mean product of that and the same of the window before.</param>
public readonly record struct StratumCalm(
    double Median,
    double DegradedShare,
    double Weight,
    int Windows,
    double Correlation,
    double Strayed = 0,
    double Variance = 0,
    double Covariance = 0)
{
    /// <summary>Correlation of the degraded share from one window to the next, 0 to 0.95.</summary>
    public double Serial => Variance > 0 ? Math.Clamp(Covariance / Variance, 0, 0.95) : 0;

    /// <summary>Whether there is enough of it to compare with.</summary>
    public bool IsKnown(VerdictSettings settings) => Weight >= settings.MinCalmWeight && Windows >= settings.MinCalmWindows;

    /// <summary>One more calm window.</summary>
    public StratumCalm Learn(ShortfallHistogram window, VerdictSettings settings)
    {
        double n = window.Total;
        if (n == 0)
        {
            return this;
        }

        var weight = Math.Min(Weight + n, settings.CalmMemory);
        var share = n / weight;
        var median = Windows == 0 ? window.Median : Median + share * (window.Median - Median);
        var degraded = window.CountBelow(median + settings.DegradedOctaves) / n;
        var degradedShare = Windows == 0 ? degraded : DegradedShare + share * (degraded - DegradedShare);
        var correlation = Correlation + Math.Max(share, 0.01) * (Excess(degraded, degradedShare, n) - Correlation);
        var strayed = degraded - degradedShare;
        var step = Math.Max(share, 0.01);
        return new StratumCalm(
            median,
            degradedShare,
            weight,
            Math.Min(Windows + 1, int.MaxValue - 1),
            Math.Clamp(correlation, 0, 1),
            strayed,
            Variance + step * (strayed * strayed - Variance),
            Covariance + step * (strayed * Strayed - Covariance));
    }

    // One window's estimate of the correlation: ((p - q)^2 - q(1-q)/n) / (q(1-q)(1 - 1/n)), unbiased, so it may be negative.
    private static double Excess(double p, double q, double n)
    {
        var variance = q * (1 - q);
        return n < 2 || variance <= 0 ? 0 : ((p - q) * (p - q) - variance / n) / (variance * (1 - 1 / n));
    }
}
