using NoticeService.Domain.Verdicts;
using NoticeService.Lab.RealCases;
using NoticeService.TestKit.Repository;

namespace NoticeService.Lab.Tests.RealCases;

/// <summary>What the engine says of the published cases. What it gets wrong stands on the page, marked.</summary>
public sealed class RealCasesTests
{
    private const string Page = "src/NoticeService.Lab/RealCases/README.md";

    private static readonly VerdictSettings Settings = new();
    private static readonly CaseCatalogue Catalogue = new();

    [Fact]
    public void Page_IsWhatTheCommandPrints() =>
        Assert.True(
            RepositoryFiles.Read(Page).ReplaceLineEndings("\n") == new CaseReport(Catalogue, Settings).Markdown(),
            $"The engine says something else than {Page}. Read the difference, then: lab cases > {Page}");

    [Fact]
    public void NewYork_TheCrowdedPairs_AreInterconnectionsMonthByMonth() =>
        Assert.All(Answers("new-york-2013").Where(a => a.Phase.Expected is not null), a => Assert.Equal(Standing.Met, a.Standing));

    [Fact]
    public void NewYork_NoIspAndNotCogent_IsEverNamed() =>
        Assert.All(Answers("new-york-2013").SelectMany(a => a.Open), v => Assert.Equal(Culprit.Interconnect, v.Culprit));

    [Fact]
    public void NewYork_TimeWarnerCable_RecoversInJune2013_AndRelapses()
    {
        var months = Answers("new-york-2013").ToDictionary(a => a.Phase.Name, a => a.Open.Any(v => v.Isp == "time-warner-cable"));
        Assert.True(months["2013-05"]);
        Assert.False(months["2013-06"]);
        Assert.True(months["2013-07"]);
        Assert.True(months["2014-02"]);
    }

    [Fact]
    public void NewYork_TestsPutFirst_LookLikeARecovery_TheDocumentedLimit()
    {
        var months = Answers("new-york-2013").ToDictionary(a => a.Phase.Name);
        Assert.NotEmpty(months["2014-02"].Open);
        Assert.Empty(months["2014-03"].Open);
    }

    [Fact]
    public void Series_DegradedAndHealthy_AreToldApartAsMLabDid()
    {
        var findings = PublishedFinding.All();
        var judged = Catalogue.Series
            .Select((series, i) => (Series: series, Finding: PublishedFinding.Of(series, findings), Answer: CaseRun.Of(CaseCatalogue.Alone(series, i), Settings)[0]))
            .Where(s => s.Finding is not null)
            .ToList();
        var differing = judged.Where(s => s.Finding!.IsDegraded != IsLow(s.Answer)).Select(s => $"{s.Series.Isp} over {s.Series.Path}, {s.Series.Area}");
        Assert.InRange(judged.Count, 19, 26);

        // M-Lab: "did not experience the same extent of problems". It lost 39 %.
        Assert.Equal(["Cablevision over Tata, New York"], differing);
    }

    [Fact]
    public void Series_OneIspOverOnePath_NamesNobody() => Assert.All(
        Catalogue.Series.SelectMany((series, i) => CaseRun.Of(CaseCatalogue.Alone(series, i), Settings)[0].Open),
        v => Assert.Equal(Culprit.Undetermined, v.Culprit));

    [Theory]
    [InlineData("gtt-atlanta")]
    [InlineData("tata-northwest")]
    [InlineData("gtt-us")]
    [InlineData("comcast-us")]
    public void Places_WithOtherPathsAndOtherIsps_NameTheInterconnections(string id) => Assert.Equal(Standing.Met, Answers(id).Single().Standing);

    [Theory]
    [InlineData("xo-2013")]
    [InlineData("xo-2014")]
    public void Xo_OneSiteOnly_IsUndetermined_AsMLabDeclinedToSay(string id) =>
        Assert.Equal(Culprit.Undetermined, Assert.Single(Answers(id).Single().Open).Culprit);

    [Fact]
    public void Letter_PeakAgainstOffPeakOfOnePath_RefusesToNameTheVerizonNetwork()
    {
        var verdict = Assert.Single(Answers("letter").Single().Open);
        Assert.Equal(Culprit.Undetermined, verdict.Culprit);
        Assert.Contains("nobody is named", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Letter_WithTheOtherPaths_IsTheInterconnection()
    {
        var open = Answers("letter-with-others").Single().Open;
        Assert.Contains(open, v => v is { Culprit: Culprit.Interconnect, Isp: "verizon", Path: "level-3" });
        Assert.All(open, v => Assert.Equal(Culprit.Interconnect, v.Culprit));
    }

    [Fact]
    public void AnyDraw_OfHomesFromTheMedians_AccusesNoIspAndNoTransit()
    {
        // Two paths are published of Verizon in 2013, and it is slow over both: see the page.
        var accused = from source in Catalogue.Cases()
                      where source.Id != "us-2013"
                      from draw in Enumerable.Range(1, 4)
                      from answer in CaseRun.Of(source, Settings, (ulong)draw)
                      from verdict in answer.Open
                      where verdict.Culprit is Culprit.Isp or Culprit.Path
                      select $"{source.Id}, {answer.Phase.Name}: {verdict.Isp}{verdict.Path}";
        Assert.Empty(accused);
    }

    [Fact]
    public void Judge_WhatIsSaid_AgainstWhatWasFound()
    {
        Named a = Named.Interconnect("a", "p"), b = Named.Interconnect("b", "p"), nobody = Named.Nobody("a", "p");
        Assert.Equal(Standing.Unjudged, CaseRun.Judge(null, [a]));
        Assert.Equal(Standing.Met, CaseRun.Judge([], []));
        Assert.Equal(Standing.Met, CaseRun.Judge([a, b], [b, a]));
        Assert.Equal(Standing.Met, CaseRun.Judge([nobody], [Named.Nobody("b", "q")]));
        Assert.Equal(Standing.Weaker, CaseRun.Judge([a, b], [a]));
        Assert.Equal(Standing.Weaker, CaseRun.Judge([a], [nobody]));
        Assert.Equal(Standing.Weaker, CaseRun.Judge([a], [a, nobody]));
        Assert.Equal(Standing.Weaker, CaseRun.Judge([], [nobody]));
        Assert.Equal(Standing.Missed, CaseRun.Judge([a], []));
        Assert.Equal(Standing.Missed, CaseRun.Judge([nobody], []));
        Assert.Equal(Standing.Wrong, CaseRun.Judge([a], [a, b]));
        Assert.Equal(Standing.Wrong, CaseRun.Judge([nobody], [a]));
    }

    private static IReadOnlyList<PhaseAnswer> Answers(string id) => CaseRun.Of(Catalogue.Cases().Single(c => c.Id == id), Settings);

    private static bool IsLow(PhaseAnswer answer) => answer.Cells.Values.Single().Status is CellStatus.Crowded or CellStatus.Suspected;
}
