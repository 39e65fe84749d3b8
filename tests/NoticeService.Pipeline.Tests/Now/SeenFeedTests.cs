using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Now;
using NoticeService.TestKit;

namespace NoticeService.Pipeline.Tests.Now;

public sealed class SeenFeedTests
{
    private static readonly CellKey Accused = new("verizon", "cogent", "nyc");
    private static readonly VerdictSettings Settings = new();
    private static readonly CellKey Other = new("cox", "cogent", "nyc");

    [Theory]
    [InlineData(VerdictState.Suspected, 5.9, 100, false)]
    [InlineData(VerdictState.Suspected, 6.0, 100, true)]
    [InlineData(VerdictState.Suspected, 15.0, 29, false)]
    [InlineData(VerdictState.Open, 0.0, 1, true)]
    [InlineData(VerdictState.Closed, 0.0, 1, true)]
    public void IsSeen_ASuspicion_NeedsEvidenceAndHouseholds(VerdictState state, double lnM, long households, bool expected) =>
        Assert.Equal(expected, SeenFeed.IsSeen(Verdict(state, lnM, households), Settings));

    [Theory]
    [InlineData(40, false)]
    [InlineData(39, true)]
    public void IsSeen_AsManyHouseholdsAsAreConfigured(int minHouseholds, bool expected) =>
        Assert.Equal(expected, SeenFeed.IsSeen(Verdict(VerdictState.Suspected, 10, 39), Settings with { MinHouseholds = minHouseholds }));

    [Fact]
    public void IsSeen_SuspicionOfItsFirstWindow_HasNoEvidence() =>
        Assert.False(SeenFeed.IsSeen(Verdict(VerdictState.Suspected, 20, 100) with { Evidence = null }, Settings));

    [Fact]
    public void Of_CellsThatOnlyAnUnseenSuspicionAccuses_AreUnknown()
    {
        var feed = new VerdictFeed { Verdicts = [Verdict(VerdictState.Suspected, 8, 100)], Cells = [Low(Accused), Low(Other), Low(Other) with { Status = CellStatus.Crowded }] };

        Assert.Equal([CellStatus.Suspected, CellStatus.Unknown, CellStatus.Crowded], SeenFeed.Of(feed, Settings).Cells.Select(c => c.Status));

        var calm = SeenFeed.Of(feed with { Verdicts = [Verdict(VerdictState.Suspected, 0, 100)] }, Settings);
        Assert.Empty(calm.Verdicts);
        Assert.Equal([CellStatus.Unknown, CellStatus.Unknown, CellStatus.Crowded], calm.Cells.Select(c => c.Status));
    }

    private static CellState Low(CellKey cell) => new(cell, CellStatus.Suspected, 40, 40, 0.3, 1);

    private static Verdict Verdict(VerdictState state, double lnM, long households) => SomeVerdict.Of(state) with
    {
        Culprit = Culprit.Interconnect,
        Isp = Accused.Isp,
        Path = Accused.Path,
        Households = households,
        Evidence = new VerdictEvidence { Accused = new EvidenceReading("verizon", "cogent", 100, 0.5, 0.1, 0.3, 0.4), Certainty = [new Certainty(0, 20), new Certainty(10_000, lnM)] },
    };
}
