using System.Text.Json;
using NoticeService.Lab.Demo;

namespace NoticeService.Lab.Tests.Demo;

public sealed class NarrationTests
{
    private const string Names = """ "isps":[{"id":"verizon","name":"Verizon"}],"paths":[{"id":"cogent","name":"Cogent","kind":"Transit"}] """;

    [Fact]
    public void Look_VerdictOpensAndCloses_IsToldOnceEachInALine()
    {
        var watch = new VerdictWatch();

        Assert.Contains("SUSPECTED: the interconnection of Verizon with Cogent", Assert.Single(watch.Look(With("Suspected"))), StringComparison.Ordinal);
        Assert.Empty(watch.Look(With("Suspected")));
        var opened = Assert.Single(watch.Look(With("Open")));
        Assert.Contains("VERDICT OPENS", opened, StringComparison.Ordinal);
        Assert.Contains("82 %", opened.Replace("82%", "82 %", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("because so", opened, StringComparison.Ordinal);
        Assert.Equal(
            "VERDICT CLOSES: the interconnection of Verizon with Cogent after 91 s: median loss 66 %, most 91 %, now 4 %",
            Assert.Single(watch.Look(With("Closed"))));
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
    public void Look_ClosedVerdictWithoutACourse_TellsNoFigureOfThePast()
    {
        var watch = new VerdictWatch();
        watch.Look(With("open"));

        Assert.Equal("VERDICT CLOSES: the interconnection of Verizon with Cogent after 91 s", Assert.Single(watch.Look(With("closed") with { Courses = [] })));
    }

    [Fact]
    public void Summary_OfManyIsps_NamesOnlyThoseThatAreNotWell()
    {
        var cells = Enumerable.Range(0, 3).Select(isp => new CellView($"isp{isp}", "cogent", "nyc", "Healthy", 10, 0.3)).ToList();
        var now = With("open") with { Cells = cells };

        Assert.Equal("all 3 healthy", IspState.Summary(now));
        Assert.Equal(
            "Verizon suspected (Cogent -30 %); 3 healthy",
            IspState.Summary(now with { Cells = [.. cells, new CellView("verizon", "cogent", "nyc", "Suspected", 10, 0.3)] }));
    }

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
        Assert.StartsWith("Verizon crowded (Cogent -60", IspState.Summary(now), StringComparison.Ordinal);
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
        { {{Names}},"feed":{"verdicts":[{"id":"v1","culprit":"interconnect","state":"{{state}}","isp":"verizon","path":"cogent","metros":["chi","nyc"],"drop":0.82,"households":148,
          "openedMs":1000000,{{(state is "Closed" or "closed" ? "\"closedMs\":1091000," : "")}}"reason":"because so"}] },
          "courses":[{"verdictId":"v1","largestDrop":0.91,"medianDrop":0.66,"dropNow":0.04}] }
        """);
}
