namespace NoticeService.Domain.Statistics;

/// <summary>
/// Asymptotic confidence sequence of a mean or of a difference of means (Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas
/// 2024): by the central limit theorem, at all times at once.
/// </summary>
public static class MeanSequence
{
    /// <summary>Observations at which it is tightest, unless said otherwise.</summary>
    public const double DefaultTightestAt = 5000;

    /// <summary>Half of its width, in the unit of the deviation.</summary>
    /// <param name="deviation">Standard deviation of one observation; for a difference of means, that of the difference times sqrt(n).</param>
    /// <param name="n">Observations; with none it is infinite.</param>
    /// <param name="alpha">Chance that it ever misses; above 0, below 1.</param>
    /// <param name="tightestAt">Above 0.</param>
    public static double HalfWidth(double deviation, double n, double alpha = 0.05, double tightestAt = DefaultTightestAt)
    {
        if (n <= 0)
        {
            return double.PositiveInfinity;
        }

        var rhoSquare = (-2 * Math.Log(alpha) + Math.Log(1 - 2 * Math.Log(alpha))) / tightestAt;
        var scaled = n * rhoSquare + 1;
        return deviation * Math.Sqrt(2 * scaled / (n * n * rhoSquare) * Math.Log(Math.Sqrt(scaled) / alpha));
    }
}
