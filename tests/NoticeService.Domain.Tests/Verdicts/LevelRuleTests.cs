using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Tests.Verdicts;

/// <summary>Crowding that was there as long as anybody remembers.</summary>
public sealed class LevelRuleTests
{
    private const double Cap = 4_000;

    // What was fine at first has faded by then.
    private static readonly int Memory = new VerdictSettings().CalmMemoryWindows + 60;

    private static CrowdedWorld Remembering(Func<CellKey, bool> crowded, int windows)
    {
        var world = new CrowdedWorld(3, 10, "verizon", "comcast", "att");
        world.Learn(windows, (c, _) => crowded(c) ? Cap : null);
        world.Play(6, (c, _) => crowded(c) ? Cap : null);
        return world;
    }

    [Fact]
    public void PairNeverBetter_IsNamedByItsPeers()
    {
        var world = Remembering(c => c is { Isp: "verizon", Path: "cogent" }, Memory);
        var verdict = Assert.Single(world.Open);
        Assert.Equal((Culprit.Interconnect, "verizon", "cogent"), (verdict.Culprit, verdict.Isp, verdict.Path));
        Assert.Contains("never better while it is remembered", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void PairNeverBetter_ItsSessionsSufferAgainstTheirPeersCalm()
    {
        var world = Remembering(c => c is { Isp: "verizon", Path: "cogent" }, Memory);
        var calm = world.Engine.Feed().Calm.Where(c => c.Cell is { Isp: "verizon", Path: "cogent" }).ToList();
        Assert.NotEmpty(calm);
        Assert.All(calm, c => Assert.InRange(c.Median, -1, 0));
    }

    [Fact]
    public void PairNeverBetter_WidenedAtLast_Closes()
    {
        var world = Remembering(c => c is { Isp: "verizon", Path: "cogent" }, Memory);
        world.Play(8, (_, _) => null);
        Assert.Empty(world.Open);
    }

    [Fact]
    public void PairSlowSinceLessThanIsRemembered_WaitsForMore() =>
        Assert.Empty(Remembering(c => c is { Isp: "verizon", Path: "cogent" }, Memory / 2).Named);

    // Nothing of the ISP is better: its lines may be like that.
    [Fact]
    public void WholeIspNeverBetter_NobodyIsNamed() => Assert.Empty(Remembering(c => c.Isp == "verizon", Memory).Named);

    // Nobody is better over it: it may be far.
    [Fact]
    public void WholePathNeverBetter_NobodyIsNamed() => Assert.Empty(Remembering(c => c.Path == "cogent", Memory).Named);

    [Fact]
    public void PairNeverBetter_SaidAgainByANewLeader()
    {
        var world = Remembering(c => c is { Isp: "verizon", Path: "cogent" }, Memory);
        var heir = new VerdictEngine(new VerdictSettings(), world.Engine.Save());
        Assert.Equal(world.Engine.Feed().Calm, heir.Feed().Calm);
    }
}
