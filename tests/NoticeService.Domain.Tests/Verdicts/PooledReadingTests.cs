using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Tests.Verdicts;

/// <summary>When a testimony is low: by enough, by enough households, and beyond its own error.</summary>
public sealed class PooledReadingTests
{
    private static readonly VerdictSettings Settings = new();

    // A quarter is log2(0.75) = -0.415 octaves. At half gone, 1 octave, the 99 % bound is at an eighth (-0.193) for an error of 0.347.
    [Theory]
    [InlineData(-0.42, 60, 0.01, true)]
    [InlineData(-0.41, 60, 0.01, false)]
    [InlineData(-1, 26, 0.01, true)]
    [InlineData(-1, 24, 0.01, false)]
    [InlineData(-1, 60, 0.34, true)]
    [InlineData(-1, 60, 0.36, false)]
    public void IsLow_EachConditionAtItsEdge(double drop, int degradedOfHundred, double error, bool expected)
    {
        var reading = new PooledReading(100, degradedOfHundred, 10, 100 * drop, 100 * error * (100 * error), 0, 0, 0, 0, 0, 0);
        Assert.Equal(expected, reading.IsLow(Settings));
    }
}
