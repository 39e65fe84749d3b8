namespace NoticeService.Domain.Statistics;

/// <summary>Exact limits for what was counted once, not looked at again and again: how reports state a rate.</summary>
public static class ExactLimits
{
    /// <summary>Two-sided limits of a share (Clopper and Pearson 1934).</summary>
    /// <param name="k">Successes, 0 to n.</param>
    /// <param name="n">Trials; with none, nothing is known: 0 to 1.</param>
    /// <param name="alpha">Chance that the limits miss the share; above 0, below 1.</param>
    public static Limits Share(long k, long n, double alpha = 0.05) => new(ShareAtLeast(k, n, alpha / 2), ShareAtMost(k, n, alpha / 2));

    /// <summary>One-sided upper limit of a share: with 0 of 300 it is 1 %.</summary>
    /// <param name="k">Successes, 0 to n.</param>
    /// <param name="n">Trials; with none the limit is 1.</param>
    /// <param name="alpha">Chance that the share is above it; above 0, below 1.</param>
    public static double ShareAtMost(long k, long n, double alpha = 0.05)
    {
        Check(k, n, alpha);
        return k == n ? 1 : Root.Between(0, 1, p => 1 - SpecialFunctions.RegularisedBeta(k + 1, n - k, p) > alpha);
    }

    /// <summary>One-sided lower limit of a share.</summary>
    /// <param name="k">Successes, 0 to n.</param>
    /// <param name="n">Trials; with none the limit is 0.</param>
    /// <param name="alpha">Chance that the share is below it; above 0, below 1.</param>
    public static double ShareAtLeast(long k, long n, double alpha = 0.05)
    {
        Check(k, n, alpha);
        return k == 0 ? 0 : Root.Between(0, 1, p => SpecialFunctions.RegularisedBeta(k, n - k + 1, p) < alpha);
    }

    /// <summary>One-sided upper limit of the rate of events that come by chance (Garwood 1936): with 0 in 3,000 days it is 1 in 1,000.</summary>
    /// <param name="k">Events seen, 0 or more.</param>
    /// <param name="exposure">In what they were counted, for example ISP-days; above 0.</param>
    /// <param name="alpha">Chance that the rate is above it; above 0, below 1.</param>
    /// <returns>Events per unit of exposure.</returns>
    public static double RateAtMost(long k, double exposure, double alpha = 0.05)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        CheckExposure(exposure);
        CheckAlpha(alpha);

        // A Poisson mean of this size has k or fewer events less often than any alpha of use.
        var most = k + 100 + 30 * Math.Sqrt(k + 1);
        return Root.Between(0, most, mean => SpecialFunctions.RegularisedGammaQ(k + 1, mean) > alpha) / exposure;
    }

    /// <summary>One-sided lower limit of such a rate.</summary>
    /// <param name="k">Events seen, 0 or more.</param>
    /// <param name="exposure">In what they were counted; above 0.</param>
    /// <param name="alpha">Chance that the rate is below it; above 0, below 1.</param>
    /// <returns>Events per unit of exposure.</returns>
    public static double RateAtLeast(long k, double exposure, double alpha = 0.05)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        CheckExposure(exposure);
        CheckAlpha(alpha);
        return k == 0 ? 0 : Root.Between(0, k, mean => 1 - SpecialFunctions.RegularisedGammaQ(k, mean) < alpha) / exposure;
    }

    private static void Check(long k, long n, double alpha)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, n);
        CheckAlpha(alpha);
    }

    private static void CheckExposure(double exposure)
    {
        if (!(exposure > 0 && double.IsFinite(exposure)))
        {
            throw new ArgumentOutOfRangeException(nameof(exposure), exposure, "Must be above 0 and finite.");
        }
    }

    private static void CheckAlpha(double alpha)
    {
        if (!(alpha is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Must be above 0 and below 1.");
        }
    }
}
