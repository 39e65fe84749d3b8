using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Tests.Verdicts;

public sealed class HomeRuleTests
{
    [Theory]
    [InlineData(-1.5, true, true, 8)]
    [InlineData(-1.49, true, true, 0)]
    [InlineData(-3.0, false, true, 0)]
    [InlineData(-3.0, true, false, 0)]
    [InlineData(null, true, true, 0)]
    public void Count_AWindow_CountsOnWhenSlowAndHurtBesideHealthyNeighbours(double? shortfall, bool hurts, bool healthy, int expected) =>
        Assert.Equal(expected, HomeRule.Count(7, shortfall, hurts, healthy));

    [Fact]
    public void Count_AtTheEnd_StaysThere() => Assert.Equal(HomeRule.Windows, HomeRule.Count(HomeRule.Windows, -2, hurts: true, cellIsHealthy: true));

    [Theory]
    [InlineData(CellStatus.Healthy, 0.12, true)]
    [InlineData(CellStatus.Healthy, 0.13, false)]
    [InlineData(CellStatus.Healthy, double.NaN, false)]
    [InlineData(CellStatus.Suspected, 0.0, false)]
    [InlineData(CellStatus.Unknown, 0.0, false)]
    public void IsHealthy_LightCrowding_IsNotSurely(CellStatus status, double drop, bool expected) =>
        Assert.Equal(expected, HomeRule.IsHealthy(new CellState(new CellKey("verizon", "cogent", "nyc"), status, 50, 50, drop, 1)));
}
