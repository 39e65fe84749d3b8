namespace NoticeService.Domain.Statistics;

/// <summary>
/// A band around an empirical distribution that holds the true one everywhere and at all times from a first size on (Howard
/// and Ramdas 2022, theorem 2): A sqrt((ln(1 + ln(t / m)) + C) / t). Immutable.
/// </summary>
public sealed class DistributionBand
{
    /// <summary>Leading constant: near the least, 1 / sqrt 2, of the law of the iterated logarithm.</summary>
    private const double A = 0.85;

    // Error bounds are looked for at this many spacings of epochs; the best one is flat.
    private const int Spacings = 2_000;

    private readonly long least;

    /// <param name="alpha">Chance that it ever misses; above 0, below 1.</param>
    /// <param name="least">The first number of observations at which it is looked at, m; above 0.</param>
    public DistributionBand(double alpha, long least = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(least);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(alpha);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(alpha, 1);
        this.least = least;
        C = Root.Between(1, ClosedForm(alpha) + 1, c => ErrorAt(c) > alpha);
    }

    /// <summary>The constant that belongs to alpha.</summary>
    public double C { get; }

    /// <summary>An upper bound of <see cref="C"/> that needs no search.</summary>
    /// <param name="alpha">Above 0, below 1.</param>
    public static double ClosedForm(double alpha) => 0.8 * Math.Log(1612 / alpha);

    /// <summary>Half of its width, as a share; infinite before the first size.</summary>
    /// <param name="observations">t.</param>
    public double HalfWidth(long observations) => observations < least
        ? double.PositiveInfinity
        : A * Math.Sqrt((Math.Log(1 + Math.Log((double)observations / least)) + C) / observations);

    /// <summary>
    /// Sequential Kolmogorov-Smirnov test: whether the bands of two histograms part anywhere. Each arm's band must have half
    /// of the alpha that the test may spend. At the edges of the bins the shares are exact, so binning costs no validity.
    /// </summary>
    /// <param name="a">Counts per bin, ascending.</param>
    /// <param name="b">Counts per the same bins.</param>
    public bool Separates(ReadOnlySpan<long> a, ReadOnlySpan<long> b)
    {
        if (a.Length != b.Length)
        {
            throw new ArgumentException($"{a.Length} bins cannot be compared with {b.Length}.", nameof(b));
        }

        var (totalA, totalB) = (Sum(a), Sum(b));
        if (totalA == 0 || totalB == 0)
        {
            return false;
        }

        var width = HalfWidth(totalA) + HalfWidth(totalB);
        long belowA = 0, belowB = 0;
        for (var i = 0; i < a.Length; i++)
        {
            belowA += a[i];
            belowB += b[i];
            if (Math.Abs((double)belowA / totalA - (double)belowB / totalB) > width)
            {
                return true;
            }
        }

        return false;
    }

    // The theorem's error for a constant, at the best spacing eta of epochs.
    private static double ErrorAt(double c)
    {
        var least = double.PositiveInfinity;
        for (var i = 1; i < Spacings; i++)
        {
            var eta = 1 + (2 * A * A - 1) * i / Spacings;
            var root = A - Math.Sqrt(2 * (eta - 1) / c);
            var gamma = root <= 0 ? 0 : 2 / eta * root * root;
            if (gamma > 1)
            {
                least = Math.Min(least, 4 * Math.Exp(-gamma * c) * (1 + 1 / ((gamma - 1) * Math.Log(eta))));
            }
        }

        return least;
    }

    private static long Sum(ReadOnlySpan<long> counts)
    {
        long sum = 0;
        foreach (var count in counts)
        {
            sum += count;
        }

        return sum;
    }
}
