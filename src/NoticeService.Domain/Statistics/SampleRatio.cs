namespace NoticeService.Domain.Statistics;

/// <summary>
/// Sequential test for a wrong split between the arms of an experiment (Lindon and Malek 2022): the Bayes factor of a
/// Dirichlet prior, concentrated at the intended split, against that split. Also compares the rates of counting processes, by
/// their event counts.
/// </summary>
public static class SampleRatio
{
    /// <summary>How strongly the prior believes in the intended split, in observations.</summary>
    private const double Concentration = 10_000;

    /// <summary>ln of the e-process.</summary>
    /// <param name="counts">Per arm, each 0 or more.</param>
    /// <param name="shares">Intended share per arm, each above 0; they sum to 1.</param>
    /// <exception cref="ArgumentException">Not as many shares as counts.</exception>
    public static double LnBayesFactor(ReadOnlySpan<long> counts, ReadOnlySpan<double> shares)
    {
        if (counts.Length != shares.Length)
        {
            throw new ArgumentException($"{shares.Length} shares for {counts.Length} arms.", nameof(shares));
        }

        double ln = 0, prior = 0, n = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            var a = Concentration * shares[i];
            ln += SpecialFunctions.LnGamma(a + counts[i]) - SpecialFunctions.LnGamma(a) - counts[i] * Math.Log(shares[i]);
            prior += a;
            n += counts[i];
        }

        return ln + SpecialFunctions.LnGamma(prior) - SpecialFunctions.LnGamma(prior + n);
    }

    /// <summary>The p-value now: 1 / the Bayes factor, at most 1. Alarm when it is ever at most alpha.</summary>
    /// <param name="counts">Per arm.</param>
    /// <param name="shares">Intended share per arm.</param>
    public static double PValue(ReadOnlySpan<long> counts, ReadOnlySpan<double> shares) => Math.Min(1, Math.Exp(-LnBayesFactor(counts, shares)));
}
