using NoticeService.Domain.Statistics;

namespace NoticeService.Domain.Tests.Statistics;

public sealed class RatioSequenceTests
{
    [Fact]
    public void Deviation_FollowsTheLinearisedRatio()
    {
        // Worked by hand: ratio 1; residuals -1, 1, 0; their variance over n - 1 is 1; mean exposure 2.
        var sums = default(RatioSequence).Add(0, 1).Add(3, 2).Add(3, 3);
        Assert.Equal(1, sums.Ratio);
        Assert.Equal(1 / 2.0, sums.Deviation, 1e-12);
        Assert.Equal(sums.Ratio + MeanSequence.HalfWidth(0.5, 3), sums.At(0.05).High, 1e-12);
        Assert.Equal(0, sums.At(0.05).Low);
    }

    [Fact]
    public void Ratio_OfUnitExposures_IsAMean()
    {
        double[] values = [1, 4, 4, 7];
        var sums = values.Aggregate(default(RatioSequence), (s, v) => s.Add(v, 1));
        Assert.Equal(4, sums.Ratio);
        Assert.Equal(Math.Sqrt(6), sums.Deviation, 1e-12);
    }

    [Fact]
    public void Less_AddsTheVariancesOfTheMeans()
    {
        var a = Enumerable.Range(0, 1_000).Aggregate(default(RatioSequence), (s, i) => s.Add(i % 2, 1));
        var b = Enumerable.Range(0, 3_000).Aggregate(default(RatioSequence), (s, i) => s.Add(i % 4, 1));
        var limits = a.Less(b, 0.05);
        Assert.Equal(-1, (limits.Low + limits.High) / 2, 1e-9);
        var variance = 0.25 * 1_000 / 999 / 1_000 + 1.25 * 3_000 / 2_999 / 3_000;
        Assert.Equal(MeanSequence.HalfWidth(Math.Sqrt(variance * 4_000), 4_000), (limits.High - limits.Low) / 2, 1e-9);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void At_WithoutEnoughUnits_KnowsNothing(int units)
    {
        var sums = Enumerable.Repeat(1.0, units).Aggregate(default(RatioSequence), (s, v) => s.Add(v, 1));
        Assert.True(!(sums.At(0.05).High < double.PositiveInfinity));
    }
}
