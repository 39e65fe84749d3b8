using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Tests.Verdicts;

/// <summary>When calm is held against a cell that looks low, and when it still learns from it.</summary>
public sealed class SettledCalmTests
{
    private readonly VerdictSettings settings = new();

    [Theory]
    [InlineData(119, 12, 10, false)]
    [InlineData(120, 12, 10, true)]
    [InlineData(1_000, 11, 10, false)]
    [InlineData(49, 12, 1, false)]
    public void IsSettled_WhenItWeighsWhatTheFewestWindowsWouldWeighNow(double weight, int windows, long households, bool settled) =>
        Assert.Equal(settled, new StratumCalm(0, 0.1, weight, windows, 0).IsSettled(households, settings));

    [Fact]
    public void CalmThatWasGiven_IsSettled_AndStaysSoForTheNextLeader()
    {
        var world = new CrowdedWorld(7, 2, "verizon");
        Assert.All(world.Engine.Save().Calm, c => Assert.True(c.Calm.IsSettled(1_000_000, settings)));
        world.ChangeLeader();
        world.Play(3, (_, _) => null);
        Assert.All(world.Engine.Save().Calm, c => Assert.True(c.Calm.IsGiven));
    }

    // Its last windows and its first calm ones are taken apart at the refit only: until then nothing of the crowding may have become calm.
    [Fact]
    public void CalmOfAClosedVerdictsCells_IsWhatItWasBeforeTheCrowding()
    {
        var world = new CrowdedWorld(7, 20, "verizon", "comcast", "att");
        world.Play(60, (_, _) => null);
        var before = Medians(world);
        world.Play(60, (c, _) => c is { Isp: "verizon", Path: "cogent" } ? 4_000 : null);
        Assert.Single(world.Open);
        world.Play(60, (_, _) => null);
        Assert.Empty(world.Open);
        foreach (var (key, median) in Medians(world))
        {
            Assert.InRange(median - before[key], -0.1, 0.1);
        }

        // And so the next crowding of half as much is seen too.
        world.Play(12, (c, _) => c is { Isp: "verizon", Path: "cogent" } ? 6_000 : null);
        Assert.Equal((Culprit.Interconnect, "verizon", "cogent"), Assert.Single(world.Open) is var v ? (v.Culprit, v.Isp, v.Path) : default);
    }

    private static Dictionary<(CellKey Cell, int Octave), double> Medians(CrowdedWorld world) =>
        world.Engine.Save().Calm.ToDictionary(c => (c.Cell, c.Octave), c => c.Calm.Median);
}
