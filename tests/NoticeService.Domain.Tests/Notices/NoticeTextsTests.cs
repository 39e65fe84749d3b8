using NoticeService.Domain.Notices;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Tests.Notices;

public sealed class NoticeTextsTests
{
    [Theory]
    [InlineData(Culprit.Isp, "The Verizon network is crowded right now.")]
    [InlineData(Culprit.Path, "The path we have chosen to reach Verizon's network is crowded right now.")]
    [InlineData(Culprit.Interconnect, "The path we have chosen to reach Verizon's network is crowded right now.")]
    public void Find_Default_SaysTheContractsWords(Culprit culprit, string expected) =>
        Assert.Equal(new NoticeText(expected, "en"), NoticeTexts.Default.Find(culprit, "en", "Verizon"));

    [Theory]
    [InlineData("es-US", "es")]
    [InlineData("ES", "es")]
    [InlineData("es-Latn-US", "es")]
    [InlineData("fr-CA", "en")]
    [InlineData("e", "en")]
    [InlineData("", "en")]
    [InlineData("-", "en")]
    [InlineData("-es", "en")]
    [InlineData(null, "en")]
    public void Find_Language_WidensThenFallsBackToEnglish(string? asked, string expected) =>
        Assert.Equal(expected, NoticeTexts.Default.Find(Culprit.Isp, asked, "Verizon")?.Language);

    [Theory]
    [InlineData(Culprit.Service)]
    [InlineData(Culprit.Home)]
    public void Find_OurFaultOrTheHomes_NeverNamesTheIsp(Culprit culprit)
    {
        foreach (var language in (string[])["en", "es"])
        {
            Assert.DoesNotContain("Verizon", NoticeTexts.Default.Find(culprit, language, "Verizon")!.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Find_Undetermined_IsSilence() => Assert.Null(NoticeTexts.Default.Find(Culprit.Undetermined, "en", "Verizon"));

    [Fact]
    public void Find_CulpritWithoutTexts_IsSilence()
    {
        var texts = new NoticeTexts(new Dictionary<Culprit, IReadOnlyDictionary<string, string>> { [Culprit.Isp] = new Dictionary<string, string>() });
        Assert.Null(texts.Find(Culprit.Isp, "en", "Verizon"));
        Assert.Null(texts.Find(Culprit.Home, "en", "Verizon"));
    }

    [Fact]
    public void Constructor_TextForUndetermined_Throws() => Assert.Throws<ArgumentException>(() => new NoticeTexts(
        new Dictionary<Culprit, IReadOnlyDictionary<string, string>> { [Culprit.Undetermined] = new Dictionary<string, string> { ["en"] = "Crowded." } }));
}
