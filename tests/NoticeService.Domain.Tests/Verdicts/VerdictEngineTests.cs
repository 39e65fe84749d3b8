using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Tests.Verdicts;

public sealed class VerdictEngineTests
{
    // Below what every home of the world gets in calm, so that all of them lose.
    private const double Cap = 4_000;

    private static CrowdedWorld World(int seed = 1) => new(seed, 40, "verizon", "comcast", "att", "cox");

    [Fact]
    public void Calm_ManyWindows_NoVerdict()
    {
        var world = World();
        world.Play(120, (_, _) => null);
        Assert.Empty(world.Engine.Feed().Verdicts);
    }

    [Fact]
    public void OnePairCrowded_InterconnectWithinThreeWindows()
    {
        var world = World();
        world.Play(6, (_, _) => null);
        world.Play(4, (c, _) => c is { Isp: "verizon", Path: "cogent" } ? Cap : null);
        var verdict = Assert.Single(world.Open);
        Assert.Equal((Culprit.Interconnect, "verizon", "cogent"), (verdict.Culprit, verdict.Isp, verdict.Path));
        Assert.InRange(verdict.Drop, 0.25, 1);
        Assert.Contains("where they meet", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void IspCrowdedEverywhere_Isp()
    {
        var world = World();
        world.Play(6, (_, _) => null);
        world.Play(5, (c, _) => c.Isp == "comcast" ? Cap : null);
        var verdict = Assert.Single(world.Open);
        Assert.Equal((Culprit.Isp, "comcast", null), (verdict.Culprit, verdict.Isp, verdict.Path));
    }

    [Fact]
    public void TransitCrowdedForAll_Path()
    {
        var world = World();
        world.Play(6, (_, _) => null);
        world.Play(5, (c, _) => c.Path == "level3" ? Cap : null);
        var verdict = Assert.Single(world.Open);
        Assert.Equal((Culprit.Path, null, "level3"), (verdict.Culprit, verdict.Isp, verdict.Path));
    }

    [Fact]
    public void EverythingCrowded_Service()
    {
        var world = World();
        world.Play(6, (_, _) => null);
        world.Play(5, (_, _) => Cap);
        Assert.Equal(Culprit.Service, Assert.Single(world.Open).Culprit);
    }

    [Fact]
    public void OneServerSlow_NoIspAndNoPathIsNamed()
    {
        var world = World();
        world.Play(6, (_, _) => null);
        world.Play(8, (_, s) => s == "cogent-nyc-0" ? Cap : null);
        Assert.DoesNotContain(world.Open, v => v.Culprit is Culprit.Isp or Culprit.Path or Culprit.Interconnect);
    }

    [Fact]
    public void TwoIspsOfOneTransit_TheTransitIsNotNamed()
    {
        var world = World();
        world.Play(6, (_, _) => null);
        world.Play(5, (c, _) => c is { Path: "cogent", Isp: "verizon" or "comcast" } ? Cap : null);
        Assert.Equal(["comcast", "verizon"], world.Open.Select(v => v.Isp!).Order(StringComparer.Ordinal));
        Assert.All(world.Open, v => Assert.Equal(Culprit.Interconnect, v.Culprit));
    }

    [Fact]
    public void Recovery_Closes_AndDoesNotReopen()
    {
        var world = World();
        world.Play(6, (_, _) => null);
        world.Play(5, (c, _) => c.Isp == "comcast" ? Cap : null);
        world.Play(10, (_, _) => null);
        Assert.Empty(world.Open);
        Assert.Single(world.Engine.Feed().Verdicts, v => v.State == VerdictState.Closed);
    }

    [Fact]
    public void SameSeed_SameVerdicts()
    {
        var feeds = Enumerable.Range(0, 2).Select(_ =>
        {
            var world = World(5);
            world.Play(6, (c, _) => c.Isp == "att" ? Cap : null);
            return string.Join('\n', world.Engine.Feed().Verdicts);
        }).ToArray();
        Assert.Equal(feeds[0], feeds[1]);
    }
}
