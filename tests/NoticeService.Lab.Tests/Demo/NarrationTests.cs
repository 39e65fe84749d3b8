using System.Text.Json;
using NoticeService.Lab.Demo;

namespace NoticeService.Lab.Tests.Demo;

public sealed class NarrationTests
{
    private const string Names = """ "isps":[{"id":"verizon","name":"Verizon"}],"paths":[{"id":"cogent","name":"Cogent","kind":"Transit"}] """;

    [Fact]
    public void Look_VerdictOpensAndCloses_IsToldOnceEachWithItsReason()
    {
        var watch = new VerdictWatch();

        Assert.Contains("SUSPECTED: the interconnection of Verizon with Cogent", Assert.Single(watch.Look(With("Suspected"))), StringComparison.Ordinal);
        Assert.Empty(watch.Look(With("Suspected")));
        var opened = Assert.Single(watch.Look(With("Open")));
        Assert.Contains("VERDICT OPENS", opened, StringComparison.Ordinal);
        Assert.Contains("82 %", opened.Replace("82%", "82 %", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("because so", opened, StringComparison.Ordinal);
        Assert.Contains("VERDICT CLOSES", Assert.Single(watch.Look(With("Closed"))), StringComparison.Ordinal);
        Assert.Empty(watch.Look(With("Closed")));
    }

    [Theory]
    [InlineData("open")]
    [InlineData("Open")]
    public void Look_EnumsInEitherCase_AreTheSame(string state) =>
        Assert.Contains("VERDICT OPENS: the interconnection", Assert.Single(new VerdictWatch().Look(With(state))), StringComparison.Ordinal);

    [Fact]
    public void Look_PassingDoubtAboutNobody_IsNoNews() =>
        Assert.Empty(new VerdictWatch().Look(NowView.Parse("""{"feed":{"verdicts":[{"id":"v1","culprit":"undetermined","state":"suspected"}]}}""")));

    [Fact]
    public void Look_SuspicionThatEndsWithoutAVerdict_IsNoNews()
    {
        var watch = new VerdictWatch();
        watch.Look(With("suspected"));

        Assert.Empty(watch.Look(With("closed")));
    }

    [Fact]
    public void Look_VerdictThatWasClosedBefore_IsNoNews() => Assert.Empty(new VerdictWatch().Look(With("Closed")));

    [Fact]
    public void Of_Cells_GiveTheWorstStateAndTheWeightedDropByPath()
    {
        var now = NowView.Parse($$"""
            { {{Names}},"feed":{"cells":[
              {"cell":{"isp":"verizon","path":"cogent","metro":"nyc"},"status":"Crowded","sessions":30,"drop":0.8},
              {"cell":{"isp":"verizon","path":"cogent","metro":"chi"},"status":"Healthy","sessions":10,"drop":0},
              {"cell":{"isp":"verizon","path":"level3","metro":"chi"},"status":"Unknown","sessions":5,"drop":"NaN"}] } }
            """);

        var isp = Assert.Single(IspState.Of(now));

        Assert.Equal(("crowded", 45), (isp.State, isp.Sessions));
        Assert.Equal(0.6, isp.DropByPath["cogent"]!.Value, 1e-9);
        Assert.Null(isp.DropByPath["level3"]);
        Assert.StartsWith("Verizon crowded (Cogent -60", isp.ToLine(now), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"feed":{"cells":{},"verdicts":[{}]},"isps":[{"id":7}],"noticesSent":{"Isp":"x"}}""")]
    public void Parse_PartsMissingOrOfAnotherKind_IsEmptyNotAnError(string json)
    {
        var now = NowView.Parse(json);

        Assert.Empty(now.Cells);
        Assert.Empty(now.NoticesSent);
        Assert.Equal(0, now.Sessions);
    }

    [Fact]
    public void Parse_NotJson_Throws() => Assert.ThrowsAny<JsonException>(() => NowView.Parse("<html>"));

    private static NowView With(string state) => NowView.Parse($$"""
        { {{Names}},"feed":{"verdicts":[{"id":"v1","culprit":"interconnect","state":"{{state}}","isp":"verizon","path":"cogent","metros":[],"drop":0.82,"reason":"because so"}] } }
        """);
}
