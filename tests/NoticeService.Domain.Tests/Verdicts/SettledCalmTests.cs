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
}
