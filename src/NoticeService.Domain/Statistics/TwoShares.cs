namespace NoticeService.Domain.Statistics;

/// <summary>
/// Whether two groups have the same share, looked at block by block (Turner, Ly and Grünwald 2024): the product of block
/// e-variables whose rates are fixed before the block. Two-sided and without a margin: groups that differ a little are told
/// apart in the end, so it judges arms of an experiment and no ISP. A value: a block gives the next one.
/// </summary>
/// <param name="SuccessesA">So far, of group A.</param>
/// <param name="TrialsA">So far, of group A.</param>
/// <param name="SuccessesB">So far, of group B.</param>
/// <param name="TrialsB">So far, of group B.</param>
/// <param name="LnE">ln of the e-process: reject when it reaches ln(1 / alpha).</param>
public readonly record struct TwoShares(long SuccessesA, long TrialsA, long SuccessesB, long TrialsB, double LnE)
{
    // Beta(0.18, 0.18) is the authors' choice: near the minimax regret of the growth rate.
    private const double Prior = 0.18;

    /// <summary>One more block, made without looking at its outcomes.</summary>
    /// <param name="successesA">0 to <paramref name="trialsA"/>.</param>
    /// <param name="trialsA">0 or more; a block with one group only tells nothing.</param>
    /// <param name="successesB">0 to <paramref name="trialsB"/>.</param>
    /// <param name="trialsB">0 or more.</param>
    public TwoShares Observe(long successesA, long trialsA, long successesB, long trialsB)
    {
        Check(successesA, trialsA);
        Check(successesB, trialsB);
        var a = Rate(SuccessesA, TrialsA);
        var b = Rate(SuccessesB, TrialsB);
        var both = trialsA + trialsB == 0 ? a : (trialsA * a + trialsB * b) / (trialsA + trialsB);
        var gain = LnLikelihood(a, successesA, trialsA) + LnLikelihood(b, successesB, trialsB)
            - LnLikelihood(both, successesA + successesB, trialsA + trialsB);
        return new TwoShares(SuccessesA + successesA, TrialsA + trialsA, SuccessesB + successesB, TrialsB + trialsB, LnE + gain);
    }

    private static double Rate(long successes, long trials) => (successes + Prior) / (trials + 2 * Prior);

    private static double LnLikelihood(double rate, long successes, long trials) =>
        successes * Math.Log(rate) + (trials - successes) * Math.Log(1 - rate);

    private static void Check(long successes, long trials)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
    }
}
