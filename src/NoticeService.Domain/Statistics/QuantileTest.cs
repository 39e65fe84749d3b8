namespace NoticeService.Domain.Statistics;

/// <summary>
/// Whether two arms have the same quantile (Howard and Ramdas 2022, theorem 5), safe to look at at any time. It needs ranks
/// only, so histograms over common bins do: what lies in one bin counts as tied, which can only make the p-value larger.
/// Immutable.
/// </summary>
public sealed class QuantileTest
{
    private readonly double p;
    private readonly BetaBinomialMixture mixture;

    /// <param name="quantile">Which; above 0, below 1.</param>
    /// <param name="tightestAt">Observations of an arm at which the test is strongest; above 0.</param>
    public QuantileTest(double quantile, double tightestAt)
    {
        p = quantile;
        mixture = BetaBinomialMixture.OfShare(quantile, tightestAt);
    }

    /// <summary>The two-sided p-value at all times.</summary>
    /// <param name="a">Counts per bin, ascending.</param>
    /// <param name="b">Counts per the same bins.</param>
    /// <exception cref="ArgumentException">The bins differ in number.</exception>
    public double PValue(ReadOnlySpan<long> a, ReadOnlySpan<long> b)
    {
        if (a.Length != b.Length)
        {
            throw new ArgumentException($"{a.Length} bins cannot be compared with {b.Length}.", nameof(b));
        }

        var (armA, armB) = (new Arm(this, a), new Arm(this, b));
        if (armA.Total == 0 || armB.Total == 0)
        {
            return 1;
        }

        // The true quantile, were it common, lies in some bin: the one that fits both arms best speaks for the null.
        var least = double.PositiveInfinity;
        for (var i = 0; i < a.Length; i++)
        {
            least = Math.Min(least, armA.Next(a[i]) + armB.Next(b[i]));
        }

        return Math.Min(1, Math.Exp(-least));
    }

    private double LnM(double share, long n) => mixture.LnM((share - p) * n, p * (1 - p) * n);

    /// <summary>Walks through one arm's bins.</summary>
    private struct Arm
    {
        private readonly QuantileTest test;
        private readonly double best;
        private long below;

        public Arm(QuantileTest test, ReadOnlySpan<long> counts)
        {
            this.test = test;
            foreach (var count in counts)
            {
                Total += count;
            }

            var total = Total;
            best = total == 0 ? 0 : Root.Minimum(0, 1, share => test.LnM(share, total));
        }

        public long Total { get; }

        // Within a bin any share from its lower to its upper edge may be the one below the quantile.
        public double Next(long count)
        {
            var from = (double)below / Total;
            below += count;
            return test.LnM(Math.Clamp(best, from, (double)below / Total), Total);
        }
    }
}
