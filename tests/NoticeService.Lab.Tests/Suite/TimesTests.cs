using NoticeService.Lab.Suite;

namespace NoticeService.Lab.Tests.Suite;

public sealed class TimesTests
{
    // Binomial: of 5 values all lie above the median with a chance of 1/32, over 2.5 %; of 6 with 1/64.
    [Theory]
    [InlineData(5, 5, "too few for limits")]
    [InlineData(6, 6, "10 to 60 s")]
    [InlineData(5, 6, "10 s and more")]
    [InlineData(0, 6, "beyond what was found")]
    [InlineData(0, 0, "too few for limits")]
    public void LimitsInWords_ByHowManyWereFound_SayWhichEndThereIs(int found, int all, string expected) =>
        Assert.Equal(expected, Times.Of(Enumerable.Range(1, all).Select(i => i <= found ? 10.0 * i : (double?)null)).LimitsInWords());
}
