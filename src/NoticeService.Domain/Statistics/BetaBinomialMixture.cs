namespace NoticeService.Domain.Statistics;

/// <summary>
/// Two-sided beta-binomial mixture (Howard, Ramdas, McAuliffe and Sekhon 2021, proposition 7): the e-process for "the share
/// is p", safe to look at after every observation.
/// </summary>
public sealed class BetaBinomialMixture
{
    private readonly double g;
    private readonly double h;
    private readonly double r;
    private readonly double lnNormaliser;

    /// <param name="variance">The variance at which it is tightest: p (1 - p) times a number of trials; above 0.</param>
    /// <param name="g">Most that a step falls: p for a share. Above 0.</param>
    /// <param name="h">Most that a step rises: 1 - p for a share. Above 0.</param>
    /// <param name="alpha">Crossing probability for which it is tightest; above 0, below 1.</param>
    public BetaBinomialMixture(double variance, double g, double h, double alpha = 0.05)
    {
        this.g = g;
        this.h = h;
        r = Math.Max(NormalMixture.BestRho(variance, alpha) - g * h, 0.001 * g * h);
        lnNormaliser = SpecialFunctions.LnBeta(r / (g * (g + h)), r / (h * (g + h)));
    }

    /// <summary>For a share, tightest after a number of trials.</summary>
    /// <param name="p">The share of the null; above 0, below 1.</param>
    /// <param name="trials">Above 0.</param>
    /// <param name="alpha">Crossing probability for which it is tightest; above 0, below 1.</param>
    public static BetaBinomialMixture OfShare(double p, double trials, double alpha = 0.05) => new(p * (1 - p) * trials, p, 1 - p, alpha);

    /// <summary>ln of the e-process: reject when it reaches ln(1 / alpha).</summary>
    /// <param name="s">Sum of the centred steps: successes less p times trials.</param>
    /// <param name="v">Its variance: p (1 - p) times trials; 0 or more.</param>
    public double LnM(double s, double v) =>
        v / (g * h) * Math.Log(g + h)
        - (v + h * s) / (h * (g + h)) * Math.Log(g)
        - (v - g * s) / (g * (g + h)) * Math.Log(h)
        + SpecialFunctions.LnBeta((r + v - g * s) / (g * (g + h)), (r + v + h * s) / (h * (g + h)))
        - lnNormaliser;
}
