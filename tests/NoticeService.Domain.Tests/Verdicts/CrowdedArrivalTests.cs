using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Tests.Verdicts;

/// <summary>A premiere: the crowd and the crowding come together, to cells whose calm only a few homes have taught.</summary>
public sealed class CrowdedArrivalTests
{
    private const double Cap = 4_000;

    private static readonly string[] Isps = ["verizon", "comcast", "att", "cox"];
    private static readonly string[] Paths = ["cogent", "level3", "direct"];
    private static readonly string[] Metros = ["nyc", "was"];

    private readonly CrowdedWorld world = new(11, 6, Isps);

    [Fact]
    public void TenTimesTheHomes_WithoutCrowding_NameNobody()
    {
        world.Play(6, (_, _) => null);
        Arrive(_ => true);
        world.Play(120, (_, _) => null);
        Assert.Empty(world.All);
    }

    [Fact]
    public void TenTimesTheHomes_OnALinkThatTheyCrowd_NameThatLink()
    {
        world.Play(6, (_, _) => null);
        Arrive(_ => true);
        world.Play(30, (c, _) => c is { Isp: "verizon", Path: "cogent" } ? Cap : null);
        Assert.Equal([(Culprit.Interconnect, "verizon", "cogent")], world.Named);
    }

    [Fact]
    public void TenTimesTheHomes_OfOneIspThatTheyCrowd_NameThatIsp()
    {
        world.Play(6, (_, _) => null);
        Arrive(c => c.Isp == "verizon");
        world.Play(30, (c, _) => c.Isp == "verizon" ? Cap : null);
        Assert.Equal([(Culprit.Isp, "verizon", null)], world.Named);
    }

    private void Arrive(Func<CellKey, bool> where)
    {
        var random = new System.Random(3);
        foreach (var cell in (from isp in Isps from path in Paths from metro in Metros select new CellKey(isp, path, metro)).Where(where))
        {
            for (var i = 0; i < 108; i++)
            {
                world.Settle(cell, i % 2, 13 + (3 * random.NextDouble()));
            }
        }
    }
}
