using NoticeService.Domain.Cells;
using NoticeService.Lab.RealCases;

namespace NoticeService.Lab.Tests.RealCases;

public sealed class CaseAdapterTests
{
    private static readonly DateOnly Day = new(2014, 6, 15);

    [Fact]
    public void Play_EachTest_IsOneHomeOnce()
    {
        var windows = new CaseAdapter(Case(new CaseCell("A", "p", new Level(10, 250), [new Level(5, 130)]))).Play(0).ToList();
        Assert.Equal(CaseAdapter.Windows, windows.Count);
        Assert.Equal(130, windows.Sum(w => w.Single().Sessions));
        var all = CellMerge.Merge(windows).Single();
        Assert.Equal(130, all.Strata.Values.Sum(h => h.Total));
        Assert.InRange(all.Blocks.Count, 55, 75);
    }

    [Fact]
    public void Play_MoreTestsThanTheMost_EnterAsTheMost()
    {
        var adapter = new CaseAdapter(Case(new CaseCell("A", "p", new Level(10, CaseAdapter.MaxTests + 1), [new Level(5, CaseAdapter.MaxTests)])));
        Assert.Equal(CaseAdapter.MaxTests, adapter.Play(-1).Sum(w => w.Single().Sessions));
        Assert.Equal(CaseAdapter.MaxTests, adapter.Play(0).Sum(w => w.Single().Sessions));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(1)]
    [InlineData(12)]
    public void Play_Medians_KeepTheirRatio(double now)
    {
        var adapter = new CaseAdapter(Case(new CaseCell("A", "p", new Level(10, 1200), [new Level(now, 1200)])));
        Assert.Equal(Math.Log2(now / 10), Median(adapter, 0, "p") - Median(adapter, -1, "p"), 0.1);
    }

    [Fact]
    public void Play_NormOfAnIsp_IsItsBestCalmPath()
    {
        var adapter = new CaseAdapter(Case(
            new CaseCell("A", "good", new Level(16, 1200), [new Level(16, 1200)]),
            new CaseCell("A", "bad", new Level(2, 1200), [new Level(2, 1200)])));
        Assert.Equal(-3, Median(adapter, -1, "bad") - Median(adapter, -1, "good"), 0.1);
    }

    [Fact]
    public void Play_PhaseWithoutFigures_HasNoCell()
    {
        var adapter = new CaseAdapter(Case(new CaseCell("A", "p", new Level(10, 100), [null])));
        Assert.All(adapter.Play(0), Assert.Empty);
        Assert.All(adapter.Play(-1), w => Assert.Single(w));
    }

    [Fact]
    public void Play_SameDraw_IsTheSame_AnotherDrawIsNot()
    {
        var source = Case(CaseCell.Stated("A", "p", 10));
        Assert.Equal(Bytes(new CaseAdapter(source)), Bytes(new CaseAdapter(source)));
        Assert.NotEqual(Bytes(new CaseAdapter(source)), Bytes(new CaseAdapter(source, 1)));
    }

    [Fact]
    public void Stated_StaysAtItsLevel_AndIsMarked()
    {
        var cell = CaseCell.Stated("A", "p", 7, 2);
        Assert.Equal([cell.Calm, cell.Calm], cell.Phases);
        Assert.Equal((7, CaseCell.AssumedTests, true), (cell.Calm.Mbps, cell.Calm.Tests, cell.Calm.IsStated));
    }

    private static RealCase Case(params CaseCell[] cells) => new("case", "A case", "Here", "", cells, [new CasePhase("now", Day, null)]);

    private static double Median(CaseAdapter adapter, int phase, string path)
    {
        var all = new ShortfallHistogram();
        foreach (var histogram in CellMerge.Merge(adapter.Play(phase)).Single(c => c.Key.Path == path).Strata.Values)
        {
            all.Merge(histogram);
        }

        return all.Median;
    }

    private static byte[] Bytes(CaseAdapter adapter) => [.. adapter.Play(0).SelectMany(w => CellBlob.Encode(new Window(1), w))];
}
