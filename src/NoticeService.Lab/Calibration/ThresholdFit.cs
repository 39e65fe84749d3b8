namespace NoticeService.Lab.Calibration;

/// <summary>
/// Which ln M a budget needs, from how sure the test got by chance alone. An e-value's tail is at most exponential with rate 1;
/// on real traffic it may be heavier: its rate is fitted to the highest peaks (peaks over a threshold, exponential excess), and
/// carried on to where no peak was seen yet.
/// </summary>
internal static class ThresholdFit
{
    /// <summary>Peaks that the tail is fitted to, at most.</summary>
    public const int MostPeaks = 40;

    /// <summary>Fewer say nothing of a tail.</summary>
    public const int LeastPeaks = 5;

    /// <summary>The ln M at which alarms would come at a given rate.</summary>
    /// <param name="peaks">Greatest ln M of each episode.</param>
    /// <param name="ispDays">In how many ISP-days they were seen.</param>
    /// <param name="perIspDay">The rate that is allowed.</param>
    /// <param name="maxRate">Steepest tail believed: 1, what theory allows a fair test.</param>
    /// <returns>ln M, and the tail's rate; null when there are too few peaks to fit one.</returns>
    public static (double LnM, double Rate)? Needed(IEnumerable<double> peaks, double ispDays, double perIspDay, double maxRate = 1)
    {
        var highest = peaks.Where(p => p > 0).OrderDescending().Take(MostPeaks + 1).ToArray();
        if (highest.Length <= LeastPeaks || ispDays <= 0)
        {
            return null;
        }

        var from = highest[^1];
        var above = highest.Length - 1;
        var excess = highest.Take(above).Sum(p => p - from);
        var rate = excess <= 0 ? maxRate : Math.Min(maxRate, above / excess);
        return (from + Math.Log(above / ispDays / perIspDay) / rate, rate);
    }
}
