using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Tests.Verdicts;

/// <summary>Clients that lie, with norms of their own and from as many address blocks as there are liars.</summary>
public sealed class ForgedSessionsTests
{
    private const double Cap = 4_000;

    private static readonly string[] Isps = ["verizon", "comcast", "att", "cox"];
    private static readonly CellKey[] Cells =
    [
        .. from isp in Isps from path in (string[])["cogent", "level3", "direct"] from metro in (string[])["nyc", "was"] select new CellKey(isp, path, metro),
    ];

    private static CrowdedWorld World(double liars, Func<CellKey, bool> where) =>
        new(1, _ => 40, Isps) { Liars = liars, LiesWhere = where };

    // At the clamp, which is the worst that a sample can say.
    [Theory]
    [InlineData(0.05)]
    [InlineData(0.12)]
    public void LiarsAccuse_WithinTheMargin_NobodyIsNamed(double liars)
    {
        var world = World(liars, cell => cell.Isp == "verizon");
        world.Lie = ShortfallHistogram.Min;
        world.Play(360, (_, _) => null);
        Assert.Empty(world.Named);
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.12)]
    public void LiarsAccuseTheRivals_TheCulpritIsNamedAllTheSame(double liars)
    {
        var world = World(liars, cell => cell.Isp != "comcast");
        world.Lie = ShortfallHistogram.Min;
        world.Play(12, (c, _) => c.Isp == "comcast" ? Cap : null);
        Assert.Equal([(Culprit.Isp, "comcast", (string?)null)], world.Named);
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.12)]
    public void LiarsAcquit_TheCulpritIsNamedAllTheSame(double liars)
    {
        var world = World(liars, cell => cell.Isp == "comcast");
        world.Lie = 0;
        world.Play(12, (c, _) => c.Isp == "comcast" ? Cap : null);
        Assert.Equal([(Culprit.Isp, "comcast", (string?)null)], world.Named);
    }

    // They choose their norms too: above everybody else, in a stratum of their own, nobody contradicts them. All ISPs have a few
    // homes up there, so that there is something to compare with; and a few honest ones among the liars do not make them more.
    [Theory]
    [InlineData(2, 0)]
    [InlineData(4, 0)]
    [InlineData(6, 0)]
    [InlineData(6, 4)]
    public void LiarsAbove_AFewWhoAreFasterThanAllOthersAccuse_NobodyIsNamed(int liars, int honest)
    {
        var world = World(0, _ => false);
        foreach (var cell in Cells)
        {
            for (var i = 0; i < liars + honest; i++)
            {
                world.Settle(cell, i % 2, i < liars ? 18.5 : 18.2);
            }
        }

        world.Reports = (home, shortfall) => home.Cell.Isp == "verizon" && home.Log2 >= 18.5 ? -1 : shortfall;
        world.Learn(30, (_, _) => null);
        world.Play(120, (_, _) => null);
        Assert.Empty(world.Named);
    }

    // They pull the mean of the strata down to where it acquits nobody; the median of the homes stays where it was.
    [Fact]
    public void LiarsAtTheClamp_TheHomesThatAreWellAcquitAllTheSame()
    {
        var cell = Readings.WithLiars(new VerdictSettings(), "cogent");
        var accused = new PooledReading(100, 90, 10, -100, 0, 0, 0, 0, 0, 0, 0);
        Assert.False(cell.IsLow);
        Assert.True(cell.Testifying(14).LostAtMost >= accused.Lost / 2);
        Assert.True(cell.Exonerates(14, accused));
    }

    [Fact]
    public void Verdict_StatesHowManyLiarsWouldTurnIt()
    {
        var world = World(0, _ => false);
        world.Play(12, (c, _) => c.Isp == "comcast" ? Cap : null);
        var margin = Assert.Single(world.Open).Evidence!.PoisoningMargin;
        Assert.InRange(margin.Share, 0.05, 0.5);
        Assert.InRange(margin.NamingSet, margin.Households, 4 * 3 * 2 * 80);
    }

    // Fewer degraded, sooner turned.
    [Fact]
    public void Margin_IsSmallerWhenFewerAreDegraded()
    {
        double MarginAt(double cap)
        {
            var world = World(0, _ => false);
            world.Play(20, (c, _) => c.Isp == "comcast" ? cap : null);
            return Assert.Single(world.Open).Evidence!.PoisoningMargin.Households;
        }

        Assert.True(MarginAt(16_000) < MarginAt(4_000));
    }
}
