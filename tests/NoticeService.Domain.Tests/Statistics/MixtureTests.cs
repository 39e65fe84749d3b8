using NoticeService.Domain.Statistics;

namespace NoticeService.Domain.Tests.Statistics;

/// <summary>The authors' own vectors, as far as they publish them.</summary>
public sealed class MixtureTests
{
    [Fact]
    public void TightestAt_Hundred_HasTheKnownRho() => Assert.Equal(12.60056, NormalMixture.TightestAt(100).Rho, 1e-5);

    [Fact]
    public void NormalMixture_Known()
    {
        var mixture = NormalMixture.TightestAt(100);
        Assert.Equal(-0.6510052, mixture.LnM(10, 100), 1e-6);
        Assert.Equal(30.35209, mixture.Bound(100, 0.05), 1e-5);
    }

    [Fact]
    public void NormalMixture_AtItsBound_ReachesTheThreshold()
    {
        var mixture = NormalMixture.TightestAt(100);
        Assert.Equal(Math.Log(1 / 0.05), mixture.LnM(mixture.Bound(250, 0.05), 250), 1e-9);
    }

    [Fact]
    public void BetaBinomial_Known() => Assert.Equal(-0.6941012, new BetaBinomialMixture(100, 0.2, 0.8).LnM(10, 100), 1e-6);

    [Fact]
    public void BetaBinomial_ExpectedOverOneTrial_IsOne()
    {
        // A martingale of mean one: the share of the null weighs a success and a failure.
        const double p = 0.3;
        var mixture = BetaBinomialMixture.OfShare(p, 50);
        var expected = p * Math.Exp(mixture.LnM(1 - p, p * (1 - p))) + (1 - p) * Math.Exp(mixture.LnM(-p, p * (1 - p)));
        Assert.Equal(1, expected, 1e-10);
    }

    [Theory]
    [InlineData(700, 1000, 100, 0.651629, 0.745949)]
    [InlineData(1, 50, 50, 0, 0.13489)]
    public void ShareSequence_Known(long k, long n, double tightestAt, double low, double high)
    {
        var limits = ShareSequence.At(k, n, tightestAt);
        Assert.Equal(low, limits.Low, 1e-5);
        Assert.Equal(high, limits.High, 1e-5);
    }

    [Fact]
    public void ShareSequence_NothingOrAllSeen_KeepsItsEnds()
    {
        Assert.Equal(new Limits(0, 1), ShareSequence.At(0, 0, 100));
        Assert.Equal(0, ShareSequence.At(0, 40, 100).Low);
        Assert.Equal(1, ShareSequence.At(40, 40, 100).High);
        Assert.Equal(ShareSequence.At(0, 40, 100).High, 1 - ShareSequence.At(40, 40, 100).Low, 1e-9);
    }
}
