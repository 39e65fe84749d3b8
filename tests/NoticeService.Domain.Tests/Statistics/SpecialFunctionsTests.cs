using NoticeService.Domain.Statistics;

namespace NoticeService.Domain.Tests.Statistics;

public sealed class SpecialFunctionsTests
{
    [Theory]
    [InlineData(0.1, 2.2527126517342055)]
    [InlineData(0.5, 0.5723649429247004)]
    [InlineData(1, 0)]
    [InlineData(1.5, -0.12078223763524543)]
    [InlineData(3, 0.693147180559945)]
    [InlineData(9.99, 12.779315214350197)]
    [InlineData(10, 12.801827480081467)]
    [InlineData(100.5, 361.4355404677776)]
    [InlineData(1e6, 12815504.569147611)]
    public void LnGamma_Known_IsPrecise(double x, double expected) =>
        Assert.Equal(expected, SpecialFunctions.LnGamma(x), 1e-13 * Math.Max(1, Math.Abs(expected)));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void LnGamma_NotAboveZero_IsRefused(double x) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SpecialFunctions.LnGamma(x));

    [Theory]
    [InlineData(1, 1, 0.3)]
    [InlineData(2, 5, 0.05)]
    [InlineData(2, 5, 0.9)]
    [InlineData(40, 8, 0.8)]
    public void RegularisedBeta_WholeParameters_IsABinomialTail(int a, int b, double x)
    {
        // I_x(a, b) = P(Binomial(a + b - 1, x) >= a).
        var n = a + b - 1;
        var tail = Enumerable.Range(a, n - a + 1).Sum(k =>
            Math.Exp(SpecialFunctions.LnGamma(n + 1) - SpecialFunctions.LnGamma(k + 1) - SpecialFunctions.LnGamma(n - k + 1) + k * Math.Log(x) + (n - k) * Math.Log(1 - x)));
        Assert.Equal(tail, SpecialFunctions.RegularisedBeta(a, b, x), 1e-12);
        Assert.Equal(1 - tail, SpecialFunctions.RegularisedBeta(b, a, 1 - x), 1e-12);
    }

    [Theory]
    [InlineData(1, 0.4)]
    [InlineData(4, 1.5)]
    [InlineData(4, 15)]
    [InlineData(60, 70)]
    public void RegularisedGammaQ_WholeParameter_IsAPoissonSum(int a, double mean)
    {
        var sum = Enumerable.Range(0, a).Sum(k => Math.Exp(k * Math.Log(mean) - mean - SpecialFunctions.LnGamma(k + 1)));
        Assert.Equal(sum, SpecialFunctions.RegularisedGammaQ(a, mean), 1e-12);
    }

    [Fact]
    public void Zeta_OfTwo_IsBaselsSum()
    {
        Assert.Equal(Math.PI * Math.PI / 6, SpecialFunctions.Zeta(2), 1e-12);
        Assert.Equal(3.105547, SpecialFunctions.Zeta(1.4), 1e-5);
    }
}
