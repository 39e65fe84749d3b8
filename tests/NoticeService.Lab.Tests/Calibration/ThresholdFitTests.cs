using NoticeService.Lab.Calibration;
using NoticeService.Lab.Simulation;

namespace NoticeService.Lab.Tests.Calibration;

public sealed class ThresholdFitTests
{
    [Theory]
    [InlineData(1.0)]
    [InlineData(0.5)]
    public void Needed_ExponentialPeaks_IsWhereTheirTailMeetsTheBudget(double rate)
    {
        // Ten peaks an ISP-day beyond 0, whose tail falls by e for each 1/rate: 1 in 1,000 ISP-days is at ln(10,000) / rate.
        var random = new SeededRandom(5);
        var peaks = Enumerable.Range(0, 20_000).Select(_ => random.Exponential(1 / rate)).ToArray();

        var (needed, fitted) = ThresholdFit.Needed(peaks, 2_000, 0.001, maxRate: 2)!.Value;

        Assert.InRange(fitted, rate * 0.65, rate * 1.5);
        Assert.InRange(needed, Math.Log(10_000) / rate * 0.85, Math.Log(10_000) / rate * 1.15);
    }

    [Fact]
    public void Needed_PeaksAlike_BelievesNoSteeperTailThanTheory() =>
        Assert.Equal(1, ThresholdFit.Needed([3, 3, 3, 3, 3, 3, 3], 10, 0.001)!.Value.Rate);

    [Theory]
    [InlineData(ThresholdFit.LeastPeaks, false)]
    [InlineData(ThresholdFit.LeastPeaks + 1, true)]
    public void Needed_FewPeaks_SaysNothing(int peaks, bool says) =>
        Assert.Equal(says, ThresholdFit.Needed(Enumerable.Range(1, peaks).Select(i => (double)i), 10, 0.001) is not null);
}
