using NoticeService.Web.Now;

namespace NoticeService.Web.Tests.Now;

public sealed class NowTextTests
{
    [Theory]
    [InlineData(0.62, "−62 %")]
    [InlineData(0.0051, "−1 %")]
    [InlineData(0.0049, "0 %")]
    [InlineData(-0.2, "0 %")]
    [InlineData(double.NaN, "unknown")]
    public void Drop_AsChange_HasASignOrIsUnknown(double drop, string expected) => Assert.Equal(expected, Plain(NowText.Drop(drop)));

    [Theory]
    [InlineData(0.29, "29 %")]
    [InlineData(0.57, "57 %")]
    [InlineData(0.999, "99.9 %")]
    [InlineData(0.9899, "98 %")]
    [InlineData(0.9969, "99.6 %")]
    [InlineData(0.99901, "over 99.9 %")]
    [InlineData(1.0, "over 99.9 %")]
    [InlineData(-0.1, "0 %")]
    [InlineData(double.NaN, "unknown")]
    public void Confidence_Written_NeverRoundsUpToCertainty(double confidence, string expected) => Assert.Equal(expected, Plain(NowText.Confidence(confidence)));

    [Theory]
    [InlineData(-1, "0 s")]
    [InlineData(59.9, "59 s")]
    [InlineData(60, "1 min")]
    [InlineData(90, "1 min 30 s")]
    [InlineData((60 * 60) - 1, "59 min 59 s")]
    [InlineData(60 * 60, "1 h")]
    [InlineData((1_500 * 60 * 60) + 60, "1,500 h 1 min")]
    public void Age_AtTheBoundaries_ChangesUnit(double seconds, string expected) => Assert.Equal(expected, NowText.Age(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(9.94, "9.9")]
    [InlineData(9.95, "10")]
    [InlineData(4_800.4, "4,800")]
    public void Rate_BelowTen_HasADigit(double rate, string expected) => Assert.Equal(expected, NowText.Rate(rate));

    [Theory]
    [InlineData("IspPacing", "ISP pacing")]
    [InlineData("isp_pacing", "ISP pacing")]
    [InlineData("Isp", "ISP")]
    [InlineData("NotInCohort", "not in cohort")]
    [InlineData("crisp", "crisp")]
    public void Words_OfATag_ReadAsASentence(string tag, string expected) => Assert.Equal(expected, NowText.Words(tag));

    private static string Plain(string text) => text.Replace('\u202F', ' ');
}
