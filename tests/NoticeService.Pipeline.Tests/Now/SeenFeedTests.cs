using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Now;

namespace NoticeService.Pipeline.Tests.Now;

public sealed class SeenFeedTests
{
    private static readonly CellKey Accused = new("verizon", "cogent", "nyc");
    private static readonly CellKey Other = new("cox", "cogent", "nyc");

    [Theory]
    [InlineData(VerdictState.Suspected, 5.9, 100, false)]
    [InlineData(VerdictState.Suspected, 6.0, 100, true)]
    [InlineData(VerdictState.Suspected, 15.0, 29, false)]
    [InlineData(VerdictState.Open, 0.0, 1, true)]
    [InlineData(VerdictState.Closed, 0.0, 1, true)]
    public void IsSeen_ASuspicion_NeedsEvidenceAndHouseholds(VerdictState state, double lnM, long households, bool expected) =>
        Assert.Equal(expected, SeenFeed.IsSeen(Verdict(state, lnM, households)));

    [Fact]
    public void IsSeen_SuspicionOfItsFirstWindow_HasNoEvidence() =>
        Assert.False(SeenFeed.IsSeen(Verdict(VerdictState.Suspected, 20, 100) with { Evidence = null }));

    [Fact]
    public void Of_CellsThatOnlyAnUnseenSuspicionAccuses_AreUnknown()
    {
        var feed = new VerdictFeed { Verdicts = [Verdict(VerdictState.Suspected, 8, 100)], Cells = [Low(Accused), Low(Other), Low(Other) with { Status = CellStatus.Crowded }] };

        Assert.Equal([CellStatus.Suspected, CellStatus.Unknown, CellStatus.Crowded], SeenFeed.Of(feed).Cells.Select(c => c.Status));

        var calm = SeenFeed.Of(feed with { Verdicts = [Verdict(VerdictState.Suspected, 0, 100)] });
        Assert.Empty(calm.Verdicts);
        Assert.Equal([CellStatus.Unknown, CellStatus.Unknown, CellStatus.Crowded], calm.Cells.Select(c => c.Status));
    }

    private static CellState Low(CellKey cell) => new(cell, CellStatus.Suspected, 40, 40, 0.3, 1);

    private static Verdict Verdict(VerdictState state, double lnM, long households) => new()
    {
        Id = "v",
        Culprit = Culprit.Interconnect,
        State = state,
        Isp = Accused.Isp,
        Path = Accused.Path,
        OnsetMs = 0,
        OpenedMs = 0,
        Confidence = 0,
        Drop = 0.3,
        Sessions = households,
        Households = households,
        Reason = "",
        Evidence = new VerdictEvidence { Accused = new EvidenceReading("verizon", "cogent", 100, 0.5, 0.1, 0.3, 0.4), Certainty = [new Certainty(0, 20), new Certainty(10_000, lnM)] },
    };
}
