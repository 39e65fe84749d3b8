using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Tests.Verdicts;

/// <summary>A verdict is judged again by the whole of its time, and taken back when it cannot stand.</summary>
public sealed class RefitTests
{
    private const double Cap = 4_000;

    private static readonly VerdictSettings Settings = new();
    private static readonly string[] Isps = ["verizon", "comcast", "att", "cox"];
    private static readonly string[] Paths = ["cogent", "level3", "direct"];
    private static readonly Term Pair = new(Culprit.Interconnect, "verizon", "cogent");

    private readonly CrowdedWorld world = new(21, 40, Isps);

    public RefitTests() => world.Play(6, (_, _) => null);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PairNamedHalfAMinuteBeforeItsWholeIsp_IsRetracted_AndTheIspStands(bool changesLeader)
    {
        CrowdThePairThenTheIsp(pairWindows: 4, changesLeader);
        var pair = Assert.Single(world.All.Values, v => v.Culprit == Culprit.Interconnect);
        Assert.Equal(VerdictState.Retracted, pair.State);
        Assert.InRange(pair.RetractedMs!.Value, pair.ClosedMs!.Value, world.Window.EndMs);
        Assert.Contains("that explains it", pair.Retraction, StringComparison.Ordinal);
        Assert.Equal(Culprit.Isp, Assert.Single(world.Open).Culprit);
    }

    // Two minutes are enough to speak for themselves, whatever comes after.
    [Theory]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(90)]
    public void PairCrowdedForMinutesBeforeItsWholeIsp_Stands(int pairWindows)
    {
        CrowdThePairThenTheIsp(pairWindows, changesLeader: false);
        Assert.Equal(VerdictState.Closed, Assert.Single(world.All.Values, v => v.Culprit == Culprit.Interconnect).State);
    }

    [Fact]
    public void VerdictThatWasRight_Stands_AndItsCaseIsClosed()
    {
        world.Play(20, (c, _) => c.Isp == "comcast" ? Cap : null);
        Assert.Single(world.Engine.Save().Cases);
        world.Play(12, (_, _) => null);
        Assert.Equal(VerdictState.Closed, Assert.Single(world.All.Values).State);
        Assert.Empty(world.Engine.Save().Cases);
    }

    [Fact]
    public void Midnight_VerdictThatIsRight_StaysOpen()
    {
        world.Lose((int)(8_640 - 20 - world.Window.Index % 8_640));
        world.Play(40, (c, _) => c.Isp == "comcast" ? Cap : null);
        Assert.Equal(VerdictState.Open, Assert.Single(world.All.Values).State);

        // Judged at midnight, and the new day has a case of its own.
        var going = Assert.Single(world.Engine.Save().Cases);
        Assert.True(going.HasStood);
        Assert.InRange(going.Standing.Windows, 15, 25);
    }

    [Fact]
    public void Midnight_WindowThatIsLost_IsJudgedInTheNext()
    {
        world.Lose((int)(8_640 - 20 - world.Window.Index % 8_640));
        world.Play(18, (c, _) => c.Isp == "comcast" ? Cap : null);
        world.Lose(2);
        world.Play(10, (c, _) => c.Isp == "comcast" ? Cap : null);
        Assert.True(Assert.Single(world.Engine.Save().Cases).HasStood);
    }

    [Fact]
    public void LinkCrowdedAllEvening_WhileEveryHomeGetsSlower_Stands()
    {
        var evening = new CrowdedWorld(22, 20, Isps);
        evening.Play(6, (_, _) => null);
        for (var i = 1; i <= 900; i++)
        {
            var share = 1 - 0.35 * i / 900;
            evening.Reports = (home, shortfall) => home.Cell is { Isp: "verizon", Path: "cogent" } ? shortfall : shortfall + Math.Log2(share);
            evening.Play(1, (c, _) => c is { Isp: "verizon", Path: "cogent" } ? 22_000 : null);
        }

        evening.Play(12, (_, _) => null);
        Assert.Equal([VerdictState.Closed], evening.All.Values.Where(v => v.Culprit == Culprit.Interconnect).Select(v => v.State));
    }

    [Fact]
    public void IspCrowdedInOneMetroAfterTheOther_Stands()
    {
        world.Play(40, (c, _) => c is { Isp: "comcast", Metro: "nyc" } ? Cap : null);
        world.Play(40, (c, _) => c is { Isp: "comcast", Metro: "was" } ? Cap : null);
        world.Play(12, (_, _) => null);
        Assert.All(world.All.Values, v => Assert.Equal((Culprit.Isp, VerdictState.Closed), (v.Culprit, v.State)));
    }

    [Fact]
    public void Judge_LowCellTooSmallToSpeak_SaysNothingAgainstTheVerdict() => Assert.Null(Judge(c => IsAccused(c) ? -0.6 : 0, homes: 8));

    [Fact]
    public void Judge_Mixed_NamesTheRivalThatWasSlow() =>
        Assert.Equal(Rival.OfPath("cogent"), Judge(c => IsAccused(c) ? -0.8 : c.Path == "cogent" ? -0.35 : 0)!.Mixed!.Contrasts.MaxBy(c => c.Peers.Lost).Rival);

    [Fact]
    public void Judge_PeersThatWereSlowToo_TheRivalIsNotExcluded()
    {
        // More than half of what the accused lost, and no drop that would be named.
        Assert.NotNull(Judge(c => IsAccused(c) ? -0.8 : c.Path == "cogent" ? -0.35 : 0)?.Mixed);
        Assert.Null(Judge(c => IsAccused(c) ? -0.8 : 0));
    }

    [Fact]
    public void Judge_AccusedThatLostNextToNothing_IsOverturned()
    {
        Assert.Equal(new Overturned(null, null), Judge(_ => 0));

        // Small on the whole, and surely something.
        Assert.Null(Judge(c => IsAccused(c) ? -0.3 : 0));
    }

    [Fact]
    public void Judge_TransitWhereAllItsIspsAreLow_IsNotOnesInterconnection() =>
        Assert.Equal(Culprit.Path, Judge(c => c.Path == "cogent" ? -1 : 0)?.Instead?.Term.Culprit);

    private static bool IsAccused(CellKey cell) => cell is { Isp: "verizon", Path: "cogent" };

    private void CrowdThePairThenTheIsp(int pairWindows, bool changesLeader)
    {
        for (var i = 0; i < pairWindows + Settings.RefitWindows + 20; i++)
        {
            world.Play(1, (c, _) => c.Isp == "verizon" && (i >= pairWindows || c.Path == "cogent") ? Cap : null);
            if (changesLeader)
            {
                world.ChangeLeader();
            }
        }
    }

    // The pair was named, and in thirty windows every cell of the metro lost as many octaves as is said.
    private static Overturned? Judge(Func<CellKey, double> lost, int homes = 60)
    {
        var calm = new CalmMemory(Settings);
        CellKey[] cells = [.. from isp in Isps from path in Paths select new CellKey(isp, path, "nyc")];
        SeenCell[] Window(Func<CellKey, double> lost) => [.. cells.Select(c => new SeenCell(Cell(c, lost(c), homes)))];
        for (var i = 0; i < 100; i++)
        {
            foreach (var cell in Window(_ => 0))
            {
                calm.Learn(cell);
            }
        }

        var about = new Case("v", Pair, cells.Where(IsAccused));
        for (var i = 0; i < 30; i++)
        {
            about.AddStanding(Window(lost), new LevelRule(Settings, calm));
        }

        return new Refit(Settings).Judge(about);
    }

    private static CellStats Cell(CellKey key, double lost, int homes)
    {
        var cell = new CellStats(key);
        for (ulong home = 0; home < (ulong)homes; home++)
        {
            cell.Households.Add(home);
            cell.Blocks.Add(home);
            cell.CountSessions(1, 0, 0);
            cell.Stratum(new StratumKey($"{key.Path}-{home % 2}", 14)).Add(ShortfallHistogram.BinOf(lost - 0.02 * (home % 20)));
        }

        return cell;
    }
}
