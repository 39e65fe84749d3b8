using System.Globalization;
using NoticeService.Domain.Statistics;

namespace NoticeService.Lab.Suite;

/// <summary>A share that was counted, with its exact two-sided 95 % limits.</summary>
internal sealed record Share(int Of, int N)
{
    public double? Value => N == 0 ? null : (double)Of / N;

    public Limits Limits => ExactLimits.Share(Of, N);

    public static Share Among(IEnumerable<bool> answers)
    {
        var list = answers.ToList();
        return new Share(list.Count(a => a), list.Count);
    }
}

/// <summary>Events in an exposure, per 1,000 ISP-days, with the one-sided upper 95 % limit.</summary>
internal sealed record Rate(int Events, double IspDays)
{
    public double? PerThousand => IspDays > 0 ? 1000 * Events / IspDays : null;

    public double? AtMost => IspDays > 0 ? 1000 * ExactLimits.RateAtMost(Events, IspDays) : null;
}

/// <summary>Times of what was found, among all that should have been: one that was not found is later than any.</summary>
/// <param name="Found">s, ascending.</param>
/// <param name="N">All.</param>
internal sealed record Times(IReadOnlyList<double> Found, int N)
{
    /// <summary>Null when half was not found.</summary>
    public double? Median => At((N - 1) / 2);

    /// <summary>Null when more than 5 % were not found.</summary>
    public double? P95 => At((int)Math.Ceiling(0.95 * N) - 1);

    /// <summary>Exact two-sided 95 % limits of the median, by order statistics; an end is null when it is beyond what was found.</summary>
    public (double? Low, double? High) MedianLimits => Rank == 0 ? (null, null) : (At(Rank - 1), At(N - Rank));

    /// <summary>Those limits as they are printed; fewer than six have none, wherever they lie.</summary>
    public string LimitsInWords() => MedianLimits switch
    {
        ({ } low, { } high) => string.Create(CultureInfo.InvariantCulture, $"{low:0} to {high:0} s"),
        ({ } low, null) => string.Create(CultureInfo.InvariantCulture, $"{low:0} s and more"),
        _ => Rank == 0 ? "too few for limits" : "beyond what was found",
    };

    /// <summary>The largest k for which a sample has fewer than k of its values below the median with a chance of at most 2.5 %.</summary>
    private int Rank
    {
        get
        {
            var (k, below, term) = (0, 0.0, Math.Pow(0.5, N));
            while (k < N && below + term <= 0.025)
            {
                below += term;
                term *= (double)(N - k) / (k + 1);
                k++;
            }

            return k;
        }
    }

    public static Times Of(IEnumerable<double?> seconds)
    {
        var all = seconds.ToList();
        return new Times([.. all.OfType<double>().Order()], all.Count);
    }

    private double? At(int index) => index >= 0 && index < Found.Count ? Found[index] : null;
}
