using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Tests.Verdicts;

public sealed class HomeRuleTests
{
    private static readonly HomeRule Rule = new VerdictSettings().Home;

    [Fact]
    public void Settings_OtherThresholds_AreTheRules()
    {
        var rule = new VerdictSettings { HomeDrop = 0.5, HomeWindows = 3, ClosedDrop = 0.2 }.Home;
        Assert.Equal((3, 0.2), (rule.Count(7, -1, hurts: true, cellIsHealthy: true), rule.HealthyDrop));
    }

    [Theory]
    [InlineData(-1.52, true, true, 8)]
    [InlineData(-1.51, true, true, 0)]
    [InlineData(-3.0, false, true, 0)]
    [InlineData(-3.0, true, false, 0)]
    [InlineData(null, true, true, 0)]
    public void Count_AWindow_CountsOnWhenSlowAndHurtBesideHealthyNeighbours(double? shortfall, bool hurts, bool healthy, int expected) =>
        Assert.Equal(expected, Rule.Count(7, shortfall, hurts, healthy));

    [Fact]
    public void Count_AtTheEnd_StaysThere() => Assert.Equal(Rule.Windows, Rule.Count(Rule.Windows, -2, hurts: true, cellIsHealthy: true));

    [Theory]
    [InlineData(CellStatus.Healthy, 0.12, true)]
    [InlineData(CellStatus.Healthy, 0.13, false)]
    [InlineData(CellStatus.Healthy, double.NaN, false)]
    [InlineData(CellStatus.Suspected, 0.0, false)]
    [InlineData(CellStatus.Unknown, 0.0, false)]
    public void IsHealthy_LightCrowding_IsNotSurely(CellStatus status, double drop, bool expected) =>
        Assert.Equal(expected, Rule.IsHealthy(new CellState(new CellKey("verizon", "cogent", "nyc"), status, 50, 50, drop, 1)));
}
