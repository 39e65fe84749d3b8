using NoticeService.Domain.Statistics;

namespace NoticeService.Domain.Tests.Statistics;

/// <summary>Bands and tests of whole distributions; the figures are the authors' own.</summary>
public sealed class DistributionTests
{
    [Theory]
    [InlineData(0.05, 8.1227)]
    [InlineData(1e-3, 10.943)]
    [InlineData(1e-4, 12.599)]
    [InlineData(1e-6, 15.901)]
    public void Band_Constant_IsTheTheorems_AndBelowTheClosedForm(double alpha, double expected)
    {
        var band = new DistributionBand(alpha);
        Assert.Equal(expected, band.C, 0.001);
        Assert.InRange(band.C, 0, DistributionBand.ClosedForm(alpha));
    }

    [Fact]
    public void HalfWidth_Known() => Assert.Equal(0.08204769, new DistributionBand(0.05, 100).HalfWidth(1000), 1e-5);

    [Theory]
    [InlineData(1_000, 0.103)]
    [InlineData(10_000, 0.033)]
    [InlineData(100_000, 0.0105)]
    public void HalfWidth_FromTheFirstObservation_IsAsPublished(long t, double expected) =>
        Assert.Equal(expected, new DistributionBand(1e-4).HalfWidth(t), 0.0006);

    [Fact]
    public void HalfWidth_BeforeTheFirstSize_IsInfinite()
    {
        var band = new DistributionBand(0.05, 100);
        Assert.Equal(double.PositiveInfinity, band.HalfWidth(99));
        Assert.True(double.IsFinite(band.HalfWidth(100)));
    }

    [Fact]
    public void Separates_JustBelowAndJustAboveTheWidths()
    {
        // Two arms of 10,000 in two bins: they part when the shares differ by more than two half-widths.
        var band = new DistributionBand(0.025);
        var width = (long)(10_000 * 2 * band.HalfWidth(10_000));
        Assert.False(band.Separates([5000, 5000], [5000 - width, 5000 + width]));
        Assert.True(band.Separates([5000, 5000], [5000 - width - 1, 5000 + width + 1]));
        Assert.False(band.Separates([0, 0], [100, 0]));
    }

    [Theory]
    [InlineData(0.5, 68.62803)]
    [InlineData(0.9, 43.72119)]
    [InlineData(0.1, 59.96521)]
    public void QuantileBand_Known(double p, double expected) => Assert.Equal(expected, QuantileBand.Excess(p, 1000, 100), 1e-5);

    [Theory]
    [InlineData(0.5, 70, 0.814704)]
    [InlineData(0.5, 85, 0.0838055)]
    [InlineData(0.5, 100, 0.0054947)]
    [InlineData(0.9, 55, 0.0340463)]
    public void QuantileTest_ShiftedRange_Known(double quantile, int shift, double expected)
    {
        var a = new long[1000 + shift];
        var b = new long[1000 + shift];
        a.AsSpan(0, 1000).Fill(1);
        b.AsSpan(shift).Fill(1);
        var test = new QuantileTest(quantile, 100);
        Assert.Equal(expected, test.PValue(a, b), 1e-6);
        Assert.Equal(expected, test.PValue(b, a), 1e-6);
    }

    [Fact]
    public void QuantileTest_CoarserBins_AreNeverSurer()
    {
        long[] a = [100, 300, 500, 90, 10], b = [300, 500, 150, 40, 10];
        var test = new QuantileTest(0.5, 100);
        Assert.True(test.PValue(a, b) <= test.PValue([400, 500, 100], [800, 150, 50]));
        Assert.Equal(1, test.PValue([1000], [1000]));
        Assert.Equal(1, test.PValue([0, 0], [5, 5]));
    }

    [Fact]
    public void Comparisons_DifferentBins_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new QuantileTest(0.5, 100).PValue([1], [1, 2]));
        Assert.Throws<ArgumentException>(() => new DistributionBand(0.05).Separates([1], [1, 2]));
    }
}
