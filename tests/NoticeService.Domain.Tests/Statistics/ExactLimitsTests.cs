using NoticeService.Domain.Statistics;

namespace NoticeService.Domain.Tests.Statistics;

public sealed class ExactLimitsTests
{
    [Theory]
    [InlineData(0, 300, 0.009936081944457664)]

    // BlameIt's 88 of 88 bound its error at 3.35 %.
    [InlineData(0, 88, 0.033469488916637424)]
    [InlineData(3, 50, 0.14783717636418117)]
    [InlineData(50, 50, 1)]
    [InlineData(0, 0, 1)]
    public void ShareAtMost_Counts_IsClopperAndPearson(long k, long n, double expected) =>
        Assert.Equal(expected, ExactLimits.ShareAtMost(k, n), 1e-9);

    [Fact]
    public void Share_TwoSided_MirrorsItself()
    {
        var limits = ExactLimits.Share(5, 20);
        Assert.Equal(0.49104587170795744, limits.High, 1e-9);
        Assert.Equal(0.08657146910143465, limits.Low, 1e-9);
        var mirrored = ExactLimits.Share(15, 20);
        Assert.Equal(1 - limits.Low, mirrored.High, 1e-9);
        Assert.True(limits.Contains(0.25));
        Assert.False(limits.Contains(0.5));
    }

    [Theory]
    [InlineData(0, 2.995732273553991)]
    [InlineData(1, 4.743864518390578)]
    [InlineData(2, 6.295793621871989)]
    [InlineData(10, 16.9622192357219)]
    public void RateAtMost_Events_IsGarwood(long k, double expectedMean) =>
        Assert.Equal(expectedMean / 3000, ExactLimits.RateAtMost(k, 3000), 1e-9);

    [Fact]
    public void RateAtMost_NoneIn3000Days_IsWithinOneInAThousand_OneMoreIsNot()
    {
        Assert.True(ExactLimits.RateAtMost(0, 3000) <= 0.001);
        Assert.False(ExactLimits.RateAtMost(1, 3000) <= 0.001);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0.051293294387550516)]
    [InlineData(3, 0.817691447163953)]
    public void RateAtLeast_Events_IsGarwood(long k, double expectedMean) =>
        Assert.Equal(expectedMean, ExactLimits.RateAtLeast(k, 1), 1e-9);

    [Fact]
    public void Limits_WrongArguments_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ExactLimits.ShareAtMost(3, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => ExactLimits.ShareAtMost(-1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => ExactLimits.ShareAtMost(1, 2, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ExactLimits.RateAtMost(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ExactLimits.RateAtMost(-1, 1));
    }
}
