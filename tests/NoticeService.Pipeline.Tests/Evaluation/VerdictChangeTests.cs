using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Evaluation;
using NoticeService.TestKit;

namespace NoticeService.Pipeline.Tests.Evaluation;

/// <summary>What of two windows is worth a line and a count.</summary>
public sealed class VerdictChangeTests
{
    [Fact]
    public void Between_FiguresOnly_IsNoChange()
    {
        var open = Verdict("a", VerdictState.Open);
        Assert.Empty(Between([open], [open with { Drop = 0.9, Households = 7, Reason = "Other words." }]));
        Assert.Empty(Between([], [Verdict("a", VerdictState.Suspected)]));
        Assert.Empty(Between([Closed("a")], [Closed("a")]));
        Assert.Empty(Between([open], []));
    }

    [Fact]
    public void Between_OtherMetros_IsAMove()
    {
        var open = Verdict("a", VerdictState.Open);
        Assert.Equal([(VerdictChangeKind.Moved, "a")], Between([open], [open with { Metros = ["nyc"] }]));
        Assert.Empty(Between([Verdict("a", VerdictState.Suspected)], [Verdict("a", VerdictState.Suspected) with { Metros = ["nyc"] }]));
    }

    [Fact]
    public void Between_AnotherCulprit_ClosesOneAndOpensAnother() => Assert.Equal(
        [(VerdictChangeKind.Closed, "a"), (VerdictChangeKind.Opened, "b")],
        Between([Verdict("a", VerdictState.Open)], [Verdict("b", VerdictState.Open), Closed("a")]));

    [Fact]
    public void Between_ClosedThatIsFoundWrong_IsARetraction_OnceOnly()
    {
        Assert.Equal([(VerdictChangeKind.Retracted, "a")], Between([Closed("a")], [Retracted("a")]));
        Assert.Empty(Between([Retracted("a")], [Retracted("a")]));
    }

    [Fact]
    public void Between_OpenThatIsFoundWrong_ClosesToo() => Assert.Equal(
        [(VerdictChangeKind.Closed, "a"), (VerdictChangeKind.Retracted, "a")],
        Between([Verdict("a", VerdictState.Open)], [Retracted("a")]).OrderBy(c => c.Kind));

    [Fact]
    public void Log_OfARetraction_IsAWarningThatSaysWhy()
    {
        using var log = new RecordedLog();
        log.For<VerdictChangeTests>().Changed(new VerdictChange(VerdictChangeKind.Retracted, Retracted("a")));
        Assert.Equal("Verdict a was wrong and is retracted: culprit Isp, ISP verizon, path any, metros all. It was the transit.", Assert.Single(log.Of(1113)));
    }

    [Fact]
    public void Log_OfAMove_NamesTheMetros()
    {
        using var log = new RecordedLog();
        log.For<VerdictChangeTests>().Changed(new VerdictChange(VerdictChangeKind.Moved, Verdict("a", VerdictState.Open) with { Metros = ["nyc", "sfo"] }));
        Assert.Equal(
            "Verdict a changed its metros: culprit Isp, ISP verizon, path any, metros nyc, sfo, drop 0.50, households 100, ln M 0.0. Because.",
            Assert.Single(log.Of(1111)));
    }

    private static IEnumerable<(VerdictChangeKind Kind, string Id)> Between(Verdict[] before, Verdict[] after) =>
        VerdictChange.Between(VerdictFeed.Empty with { Verdicts = before }, VerdictFeed.Empty with { Verdicts = after }).Select(c => (c.Kind, c.Verdict.Id));

    private static Verdict Closed(string id) => Verdict(id, VerdictState.Closed) with { ClosedMs = 30_000 };

    private static Verdict Retracted(string id) => Closed(id) with { State = VerdictState.Retracted, RetractedMs = 60_000, Retraction = "It was the transit." };

    private static Verdict Verdict(string id, VerdictState state) => SomeVerdict.Of(state, id) with { OpenedMs = 20_000, Reason = "Because." };
}
