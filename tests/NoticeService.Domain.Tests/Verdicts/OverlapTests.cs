using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Tests.Verdicts;

/// <summary>Terms that cover the same cells.</summary>
public sealed class OverlapTests
{
    private static readonly Term Service = new(Culprit.Service, null, null);
    private static readonly Term Pair = new(Culprit.Interconnect, "verizon", "cogent");
    private static readonly Term Isp = new(Culprit.Isp, "verizon", null);

    private readonly VerdictSettings settings = new();
    private readonly VerdictLifecycle lifecycle;
    private readonly CellReading cogent;
    private readonly CellReading level3;
    private Window window = new(1_000);

    public OverlapTests()
    {
        lifecycle = new VerdictLifecycle(settings);
        cogent = Readings.Low(settings, homes: 60);
        level3 = Readings.Low(settings, "level3", homes: 60);
    }

    [Fact]
    public void WiderTerm_WhoseOtherCellIsFine_NeverOpensOnWhatThePairExplains()
    {
        var fine = Readings.Cell(settings, "level3", shortfall: 0, homes: 40).InCompany(13, 1);
        Play(4, Named(Pair, cogent));
        Play(20, Named(Isp, cogent, fine));
        Assert.DoesNotContain(lifecycle.Tracks, t => t.Term == Isp && t.Verdict.State == VerdictState.Open);
        Assert.Equal(VerdictState.Open, lifecycle.Tracks.Single(t => t.Term == Pair).Verdict.State);
    }

    [Fact]
    public void WiderTerm_WhoseOtherCellIsLowToo_OpensByThat_AndSupersedesThePair()
    {
        Play(4, Named(Pair, cogent));
        Play(4, Named(Isp, cogent, level3));
        Assert.Equal(Isp, Assert.Single(lifecycle.Tracks).Term);
        Assert.Equal(VerdictState.Open, Assert.Single(lifecycle.Tracks).Verdict.State);
        Assert.Equal(Culprit.Interconnect, Assert.Single(lifecycle.Closed).Culprit);
    }

    [Fact]
    public void OpenTerm_PartlyExplainedByAnother_StaysWhileItsCellsAreSlow()
    {
        Play(4, Named(Service, cogent, level3));
        Play(20, Named(Pair, cogent));
        Assert.Equal(VerdictState.Open, lifecycle.Tracks.Single(t => t.Term == Service).Verdict.State);
        Assert.Empty(lifecycle.Closed);
    }

    private void Play(int windows, Finding finding)
    {
        var readings = new Dictionary<CellKey, CellReading> { [cogent.Key] = cogent, [level3.Key] = level3 };
        foreach (var cell in finding.Cells)
        {
            readings[cell.Key] = cell;
        }

        for (var i = 0; i < windows; i++)
        {
            lifecycle.Observe(window = window.Next, [finding], readings);
        }
    }

    // All that its rivals could say for it.
    private Finding Named(Term term, params CellReading[] low)
    {
        var well = Readings.Cell(settings, "direct", shortfall: 0, homes: 100).PooledReading;
        Contrast[] contrasts = [new(Rival.OfIsp("verizon"), well, 100, 100, 100), new(Rival.OfPath("cogent"), well, 100, 100, 100)];
        return Finding.Of(term, low, contrasts, settings);
    }
}
