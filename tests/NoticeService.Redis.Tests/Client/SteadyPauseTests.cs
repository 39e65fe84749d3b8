using NoticeService.Redis.Client;

namespace NoticeService.Redis.Tests.Client;

public sealed class SteadyPauseTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void After_LivesShorterThanSteady_GrowsToTheLongest(int ticks)
    {
        var answered = ticks == 0 ? TimeSpan.Zero : SteadyPause.Steady + TimeSpan.FromTicks(ticks);
        var pause = new SteadyPause(Longest);
        Assert.InRange(pause.After(answered), Shortest / 2, Shortest);
        for (var i = 0; i < 7; i++)
        {
            pause.After(answered);
        }

        Assert.InRange(pause.After(answered), Longest / 2, Longest);
    }

    [Fact]
    public void After_ALifeOfSteady_IsShortAgain()
    {
        var pause = new SteadyPause(Longest);
        for (var i = 0; i < 8; i++)
        {
            pause.After(TimeSpan.Zero);
        }

        Assert.InRange(pause.After(SteadyPause.Steady), Shortest / 2, Shortest);
    }
}
