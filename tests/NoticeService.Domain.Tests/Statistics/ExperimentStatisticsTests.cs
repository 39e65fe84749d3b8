using NoticeService.Domain.Statistics;

namespace NoticeService.Domain.Tests.Statistics;

/// <summary>What judges arms of an experiment.</summary>
public sealed class ExperimentStatisticsTests
{
    [Theory]
    [InlineData(100_000, 98_500, 0.021)]
    [InlineData(100_000, 99_000, 0.42)]
    public void SampleRatio_PublishedExamples(long a, long b, double expected) =>
        Assert.Equal(expected, SampleRatio.PValue([a, b], [0.5, 0.5]), 0.005);

    [Fact]
    public void SampleRatio_AsIntended_NeverAlarms_AndArmsMustMatchShares()
    {
        Assert.Equal(1, SampleRatio.PValue([90_000, 10_000], [0.9, 0.1]));
        Assert.True(SampleRatio.PValue([90_000, 10_000], [0.8, 0.2]) < 1e-6);
        Assert.Throws<ArgumentException>(() => SampleRatio.PValue([1, 2], [1.0]));
    }

    [Fact]
    public void MeanSequence_HalfWidth_FollowsTheFormula()
    {
        // Recomputed outside: deviation 1, 10,000 observations, alpha 0.05, tightest at 5,000.
        Assert.Equal(0.030614772188674172, MeanSequence.HalfWidth(1, 10_000), 1e-12);
        Assert.Equal(2 * 0.030614772188674172, MeanSequence.HalfWidth(2, 10_000), 1e-12);
        Assert.Equal(double.PositiveInfinity, MeanSequence.HalfWidth(1, 0));
    }

    [Fact]
    public void TwoShares_BlockOfOneGroup_TellsNothing()
    {
        var seen = default(TwoShares).Observe(3, 10, 5, 10);
        Assert.Equal(seen.LnE, seen.Observe(7, 20, 0, 0).LnE, 1e-12);
        Assert.Equal(seen.LnE, seen.Observe(0, 0, 0, 0).LnE, 1e-12);
        Assert.Throws<ArgumentOutOfRangeException>(() => seen.Observe(2, 1, 0, 0));
    }

    [Fact]
    public void TwoShares_ExpectedOverABlock_IsOneWhereTheSharesAreEqual()
    {
        // One pair after unequal pasts: the e-variable's mean over the four outcomes under a common share is at most one.
        var past = default(TwoShares).Observe(4, 20, 10, 20);
        foreach (var share in new[] { 0.1, 0.35, 0.6 })
        {
            double mean = 0;
            foreach (var (a, b) in new[] { (0, 0), (0, 1), (1, 0), (1, 1) })
            {
                mean += Math.Pow(share, a + b) * Math.Pow(1 - share, 2 - a - b) * Math.Exp(past.Observe(a, 1, b, 1).LnE - past.LnE);
            }

            Assert.InRange(mean, 0, 1 + 1e-12);
        }
    }

    [Fact]
    public void TwoShares_EqualShares_RarelyReachTwenty()
    {
        // Published: 0.045 of 400 runs; the bound is 0.05. Four standard errors of 400 runs are 0.044.
        var random = new System.Random(11);
        var crossed = Enumerable.Range(0, 400).Count(_ => PairsUntil(random, 0.1, 0.1, Math.Log(20), 2000) is not null);
        Assert.InRange(crossed / 400.0, 0.005, 0.09);
    }

    [Theory]
    [InlineData(0.3, 125)]
    [InlineData(0.2, 475)]
    [InlineData(0.15, 1761)]
    public void TwoShares_DifferentShares_AreToldApartAsFastAsPublished(double other, int median)
    {
        var random = new System.Random(12);
        var pairs = Enumerable.Range(0, 61).Select(_ => PairsUntil(random, 0.1, other, Math.Log(1000), 20_000) ?? int.MaxValue).Order().ToArray();
        Assert.InRange(pairs[30], 0.7 * median, 1.4 * median);
    }

    private static int? PairsUntil(System.Random random, double a, double b, double lnE, int most)
    {
        var test = default(TwoShares);
        for (var pair = 1; pair <= most; pair++)
        {
            test = test.Observe(random.NextDouble() < a ? 1 : 0, 1, random.NextDouble() < b ? 1 : 0, 1);
            if (test.LnE >= lnE)
            {
                return pair;
            }
        }

        return null;
    }
}
