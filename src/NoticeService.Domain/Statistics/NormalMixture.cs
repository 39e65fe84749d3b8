namespace NoticeService.Domain.Statistics;

/// <summary>
/// Two-sided normal mixture (Robbins 1970; Howard, Ramdas, McAuliffe and Sekhon 2021): a sum of centred sub-Gaussian steps
/// stays within <see cref="Bound"/> at all times with probability 1 - alpha.
/// </summary>
/// <param name="Rho">Precision of the mixture: decides at which variance the bound is tightest.</param>
public readonly record struct NormalMixture(double Rho)
{
    /// <summary>The mixture whose bound is tightest at one variance.</summary>
    /// <param name="variance">Of the sum, above 0.</param>
    /// <param name="alpha">Crossing probability for which it is tightest; above 0, below 1.</param>
    public static NormalMixture TightestAt(double variance, double alpha = 0.05) => new(BestRho(variance, alpha));

    /// <summary>ln of the e-process.</summary>
    /// <param name="sum">Sum of the steps.</param>
    /// <param name="variance">Its variance, 0 or more.</param>
    public double LnM(double sum, double variance) => 0.5 * Math.Log(Rho / (variance + Rho)) + sum * sum / (2 * (variance + Rho));

    /// <summary>Largest distance from 0 at a variance.</summary>
    /// <param name="variance">0 or more.</param>
    /// <param name="alpha">Chance that it is ever crossed; above 0, below 1.</param>
    public double Bound(double variance, double alpha) =>
        Math.Sqrt((variance + Rho) * (Math.Log(1 + variance / Rho) - 2 * Math.Log(alpha)));

    internal static double BestRho(double variance, double alpha) =>
        variance / (-2 * Math.Log(alpha) + Math.Log(1 - 2 * Math.Log(alpha)));
}
