using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Tests.Verdicts;

/// <summary>An ISP whose cells are too small to be low alone: they are read as one.</summary>
public sealed class SmallIspTests
{
    private const double Cap = 9_000;

    // Twelve homes a cell: half of them above the cap, where calm leaves about one home in twelve degraded.
    private static CrowdedWorld World(int seed) => new(seed, isp => isp == "small" ? 6 : 40, "small", "verizon", "comcast", "att");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void CrowdedEverywhere_IsNamed_AndNobodyElse(int seed)
    {
        var world = World(seed);
        world.Play(6, (_, _) => null);
        world.Play(60, (c, _) => c.Isp == "small" ? Cap : null);
        Assert.Equal([(Culprit.Isp, "small", (string?)null)], world.Open.Select(v => (v.Culprit, v.Isp!, v.Path)));
    }

    // Its other paths are as small: what is known of them must acquit the ISP all the same.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void CrowdedOverOnePath_TheIspIsNotNamed(int seed)
    {
        var world = World(seed);
        world.Play(6, (_, _) => null);
        world.Play(60, (c, _) => c is { Isp: "small", Path: "cogent" } ? Cap / 2 : null);
        Assert.DoesNotContain(world.Named, n => n.Culprit == Culprit.Isp);
        Assert.All(world.Named, n => Assert.Equal((Culprit.Interconnect, "small", "cogent"), (n.Culprit, n.Isp, n.Path)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Calm_AnHour_NobodyIsNamed(int seed)
    {
        var world = World(seed);
        world.Play(360, (_, _) => null);
        Assert.Empty(world.Named);
    }
}
