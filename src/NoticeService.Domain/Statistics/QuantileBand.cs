namespace NoticeService.Domain.Statistics;

/// <summary>
/// Double stitching (Howard and Ramdas 2022, theorem 3): how far the number of observations below the true quantile strays
/// from its expectation, at all quantiles and times at once. Narrower towards the ends than <see cref="DistributionBand"/>.
/// </summary>
public static class QuantileBand
{
    // The authors' defaults: fineness of the grid of quantiles, how the error is spread over epochs, spacing of epochs.
    private const double Delta = 0.5;
    private const double S = 1.4;
    private const double Eta = 2;

    private static readonly double ZetaS = SpecialFunctions.Zeta(S);
    private static readonly double K1 = (Math.Pow(Eta, 0.25) + Math.Pow(Eta, -0.25)) / Math.Sqrt(2);
    private static readonly double K2 = (Math.Sqrt(Eta) + 1) / 2;

    /// <summary>Largest excess of the number of observations, in observations.</summary>
    /// <param name="p">The quantile; above 0, below 1.</param>
    /// <param name="t">Observations; above 0.</param>
    /// <param name="tightestAt">At how many it begins to be tight; above 0.</param>
    /// <param name="alpha">Chance that it is ever exceeded; above 0, below 1.</param>
    public static double Excess(double p, double t, double tightestAt, double alpha = 0.05)
    {
        var time = Math.Max(t, tightestAt);
        var logit = Math.Log(p / (1 - p));

        // The worst variance over the quantiles of one cell of the grid.
        var nearest = p >= 0.5 ? p : Math.Min(0.5, 1 / (1 + Math.Exp(-logit - 2 * Delta * Math.Sqrt(Eta * tightestAt / time))));
        var variance = nearest * (1 - nearest);
        var cell = 1 + Math.Sqrt(time / tightestAt) * Math.Abs(logit) / (2 * Delta);
        var ell = S * Math.Log(Math.Log(Eta * time / tightestAt)) + S * Math.Log(cell)
            + Math.Log(2 * ZetaS * (2 * ZetaS + 1) / (alpha * Math.Pow(Math.Log(Eta), S)));
        var skew = K2 * (1 - 2 * p) / 3 * ell;
        return Delta * Math.Sqrt(Eta * time * variance / tightestAt) + Math.Sqrt(K1 * K1 * variance * time * ell + skew * skew) + skew;
    }
}
