namespace NoticeService.Domain.Statistics;

/// <summary>Confidence sequence of a share: its limits hold at all times at once, however often one looks.</summary>
public static class ShareSequence
{
    // The sequence is asked at shares strictly between 0 and 1.
    private const double Edge = 1e-12;

    /// <summary>
    /// The limits after some trials: every share that the mixture does not reject. A trial may also give something between 0 and 1, of which
    /// the limits are the mean's: it varies less than a success or failure of that mean does.
    /// </summary>
    /// <param name="k">Successes, or their sum: 0 to n.</param>
    /// <param name="n">Trials; with none, nothing is known: 0 to 1.</param>
    /// <param name="tightestAt">Trials at which the limits are tightest; above 0.</param>
    /// <param name="alpha">Chance that they ever miss the share; above 0, below 1.</param>
    public static Limits At(double k, long n, double tightestAt, double alpha = 0.05)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, n);
        if (n == 0)
        {
            return new Limits(0, 1);
        }

        var seen = k / n;
        bool IsRejected(double p) =>
            BetaBinomialMixture.OfShare(p, tightestAt).LnM((seen - p) * n, p * (1 - p) * n) >= -Math.Log(alpha);
        return new Limits(
            k == 0 ? 0 : Root.Between(Edge, seen, IsRejected),
            k == n ? 1 : Root.Between(1 - Edge, seen, IsRejected));
    }
}
