using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;
using NoticeService.Lab.Replay;
using NoticeService.Pipeline.Sessions;

namespace NoticeService.Lab.Tests.Replay;

public sealed class SpellRecorderTests
{
    private static readonly CellKey Cell = new("verizon", "cogent", "nyc");

    private readonly VerdictRecorder verdicts = new();
    private readonly List<SufferingSpell> told = [];
    private readonly SpellRecorder spells;

    public SpellRecorderTests() => spells = new SpellRecorder(new VerdictSettings(), verdicts, told.Add);

    [Theory]
    [InlineData(-1.01, 3, true)]
    [InlineData(-0.99, 3, false)]
    [InlineData(-1.01, 2, false)]
    public void HalfLostForHalfAMinute_InAHealthyCell_IsTheHome(double shortfall, int windows, bool isTold)
    {
        Play(10, 10 + windows, shortfall, CellStatus.Healthy);
        spells.Finish();
        Assert.Equal(isTold ? [new SufferingSpell("s", 100_000, 130_000, Culprit.Home)] : [], told);
    }

    [Fact]
    public void ASlowSession_InACellThatNobodyKnows_IsUndetermined()
    {
        Play(10, 14, -2, CellStatus.Unknown);
        spells.Finish();
        Assert.Equal(Culprit.Undetermined, Assert.Single(told).Culprit);
    }

    [Fact]
    public void AQuarterLost_UnderAVerdictThatOpensLater_IsTheVerdicts()
    {
        Play(10, 14, -0.5, CellStatus.Suspected);
        Play(14, 16, -0.5, CellStatus.Crowded, new Verdict
        {
            Id = "v", Culprit = Culprit.Interconnect, State = VerdictState.Open, Isp = "verizon", Path = "cogent", Metros = ["nyc"],
            OnsetMs = 100_000, OpenedMs = 150_000, Confidence = 0.999, Drop = 0.4, Sessions = 100, Households = 100, Reason = "",
        });
        spells.Finish();
        Assert.Equal(new SufferingSpell("s", 100_000, 160_000, Culprit.Interconnect), Assert.Single(told));
    }

    [Fact]
    public void TwoBetterWindows_DoNotEndASpell_AndThreeDo()
    {
        Play(10, 13, -2, CellStatus.Healthy);
        Play(13, 15, 0, CellStatus.Healthy);
        Play(15, 18, -2, CellStatus.Healthy);
        Play(18, 21, 0, CellStatus.Healthy);
        Play(21, 24, -2, CellStatus.Healthy);
        spells.Finish();
        Assert.Equal([(100_000, 180_000), (210_000, 240_000)], told.Select(s => (s.FromMs, s.ToMs)));
    }

    private void Play(int from, int to, double shortfall, CellStatus status, params Verdict[] open)
    {
        for (var index = from; index < to; index++)
        {
            var window = new Window(index);
            var feed = new VerdictFeed { Window = window, Cells = [new CellState(Cell, status, 100, 100, 0, 1)], Verdicts = open };
            verdicts.Observe(feed);
            spells.Turn(window, feed);
            spells.Observe("s", window, new SessionHealth(Cell, shortfall, false, 0));
        }
    }
}
