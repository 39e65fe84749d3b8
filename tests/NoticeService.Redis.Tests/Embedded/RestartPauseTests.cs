using NoticeService.Redis.Embedded;

namespace NoticeService.Redis.Tests.Embedded;

public sealed class RestartPauseTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void After_LivesShorterThanSteady_GrowsToTheLongest(int ticks)
    {
        var answered = ticks == 0 ? TimeSpan.Zero : RestartPause.Steady + TimeSpan.FromTicks(ticks);
        var pause = new RestartPause(Longest);
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
        var pause = new RestartPause(Longest);
        for (var i = 0; i < 8; i++)
        {
            pause.After(TimeSpan.Zero);
        }

        Assert.InRange(pause.After(RestartPause.Steady), Shortest / 2, Shortest);
    }
}
