using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Tests.Verdicts;

/// <summary>What looks like crowding and is none, or none of those whom it points at: nobody innocent is named.</summary>
public sealed class NotFooledByTests
{
    private const double Cap = 4_000;

    private static readonly string[] Isps = ["verizon", "comcast", "att", "cox"];
    private static readonly string[] Paths = ["cogent", "level3", "direct"];
    private static readonly string[] Metros = ["nyc", "was"];

    private readonly CrowdedWorld world = new(7, 30, Isps);

    [Fact]
    public void SlowPlansThatArrive_AreNoLoss()
    {
        world.Play(6, (_, _) => null);
        foreach (var cell in CellsOf("verizon"))
        {
            for (var i = 0; i < 60; i++)
            {
                world.Settle(cell, i % 2, 10 + i % 3);
            }
        }

        world.Play(120, (_, _) => null);
        Assert.Empty(world.All);
    }

    // The first norms of the fastest plan stand half an octave too low, and a handful of homes makes its calm.
    [Fact]
    public void CalmOfAFewYoungNorms_IsNotHeldOnTo()
    {
        var fast = new CellKey("verizon", "cogent", "nyc");
        for (var i = 0; i < 8; i++)
        {
            world.Settle(fast, i % 2, 17.5);
        }

        world.Reports = (home, shortfall) => home.Log2 > 17 ? shortfall + 0.6 : shortfall;
        world.Play(new VerdictSettings().MinCalmWindows + 1, (_, _) => null);
        for (var i = 0; i < 30; i++)
        {
            world.Settle(fast, i % 2, 17.5);
        }

        world.Reports = (_, shortfall) => shortfall;
        world.Play(240, (_, _) => null);
        Assert.Empty(world.All);
        Assert.Equal(CellStatus.Healthy, world.Engine.Feed().Cells.Single(c => c.Cell == fast).Status);
    }

    // After half a day of calm, which must not weigh so much that the evening is not followed.
    [Theory]
    [InlineData(0.3, 900)]
    [InlineData(0.2, 360)]
    public void EveningThatTakesFromEveryHome_NamesNobody(double lost, int windows)
    {
        var world = new CrowdedWorld(7, 10, Isps);
        world.Learn(2_000, (_, _) => null);
        for (var i = 1; i <= windows; i++)
        {
            var share = 1 - lost * i / windows;
            world.Reports = (_, shortfall) => shortfall + Math.Log2(share);
            world.Play(1, (_, _) => null);
        }

        Assert.Empty(world.All);
    }

    [Fact]
    public void EveningOfOneIsp_StillShowsTheLinkThatIsCrowdedInIt()
    {
        for (var i = 1; i <= 360; i++)
        {
            var share = 1 - 0.15 * i / 360;
            world.Reports = (home, shortfall) => home.Cell.Isp == "verizon" ? shortfall + Math.Log2(share) : shortfall;
            world.Play(1, (_, _) => null);
        }

        Assert.Empty(world.All);
        world.Play(8, (c, _) => c is { Isp: "comcast", Path: "cogent" } ? Cap : null);
        Assert.Equal([(Culprit.Interconnect, "comcast", "cogent")], world.Named);
    }

    [Fact]
    public void WirelessThatFadesInOneIsp_NamesNobody()
    {
        // A sixth of the homes at a time, each for three minutes.
        world.Reports = (home, shortfall) => home.Cell.Isp == "cox" && (world.Window.Index / 18 + (long)(home.Id.Low % 6)) % 6 == 0 ? shortfall - 2 : shortfall;
        world.Play(240, (_, _) => null);
        Assert.Empty(world.Named);
    }

    [Fact]
    public void ManyHomesBehindFewAddresses_CountAsFew()
    {
        world.Play(6, (_, _) => null);
        foreach (var cell in CellsOf("att"))
        {
            for (var i = 0; i < 90; i++)
            {
                world.Settle(cell, i % 2, 14.5, block: (ulong)(i % 3));
            }
        }

        world.Reports = (home, shortfall) => home.Block < 3 ? -5 : shortfall;
        world.Play(60, (_, _) => null);
        Assert.Empty(world.All);
    }

    [Fact]
    public void OneHouseholdInManySessions_CountsOnce()
    {
        var cell = new CellKey("verizon", "cogent", "nyc");
        var one = new HouseholdId(0, 1);
        var built = Assert.Single(CellAssembly.Build([.. Enumerable.Range(0, 100).Select(i => new Contribution(cell, "s", one, (ulong)i, -5, 14, false))]));
        Assert.Equal((100, 1), (built.Sessions, built.Strata.Values.Sum(h => h.Total)));
    }

    [Fact]
    public void IspInThreeAddressBlocks_IsNotNamed_AndNobodyElseIsInItsPlace()
    {
        var nat = new CrowdedWorld(8, isp => isp == "att" ? 0 : 30, Isps);
        foreach (var cell in CellsOf("att"))
        {
            for (var i = 0; i < 60; i++)
            {
                nat.Settle(cell, i % 2, 13 + i % 30 / 10.0, block: (ulong)(i % 3));
            }
        }

        nat.Learn(60, (_, _) => null);
        nat.Play(30, (c, _) => c.Isp == "att" ? Cap : null);
        Assert.Empty(nat.Named);
    }

    [Fact]
    public void WholePathLostAtOnce_NamesNobody()
    {
        world.Play(6, (_, _) => null);
        world.Reports = (home, shortfall) => home.Cell.Path == "level3" ? null : shortfall;
        world.Play(60, (_, _) => null);
        Assert.Empty(world.All);
    }

    [Fact]
    public void EverybodyReconnects_NamesNobody()
    {
        world.Play(6, (_, _) => null);

        // They come back over a minute, in the order of their numbers.
        for (ulong back = 0; back < 6; back++)
        {
            var returned = back;
            world.Reports = (home, shortfall) => home.Id.Low % 6 < returned ? shortfall : null;
            world.Play(1, (_, _) => null);
        }

        world.Reports = (_, shortfall) => shortfall;
        world.Play(30, (_, _) => null);
        Assert.Empty(world.All);
    }

    [Fact]
    public void HalfOfTheReportsMissing_ChangesNothing()
    {
        world.Play(6, (_, _) => null);
        world.Reports = (home, shortfall) => home.Id.Low % 2 == 0 ? null : shortfall;
        world.Play(30, (_, _) => null);
        Assert.Empty(world.All);
        world.Play(8, (c, _) => c.Isp == "comcast" ? Cap : null);
        Assert.Equal([(Culprit.Isp, "comcast", null)], world.Named);
    }

    [Fact]
    public void CrowdedEveryEveningForAMonth_IsNamedEveryEvening()
    {
        var small = new CrowdedWorld(9, 12, Isps);
        for (var evening = 0; evening < 30; evening++)
        {
            // A third of all the time that anybody watches.
            small.Play(60, (_, _) => null);
            Assert.Empty(small.Open);
            small.Play(30, (c, _) => c is { Isp: "verizon", Path: "cogent" } ? Cap : null);
            Assert.Equal((Culprit.Interconnect, "verizon", "cogent"), Assert.Single(small.Open) is var v ? (v.Culprit, v.Isp, v.Path) : default);
        }

        Assert.Single(small.Named);
        Assert.Equal(30, small.All.Count);
        Assert.DoesNotContain(small.All.Values, v => v.State == VerdictState.Retracted);
    }

    private static IEnumerable<CellKey> CellsOf(string isp) => from path in Paths from metro in Metros select new CellKey(isp, path, metro);
}
