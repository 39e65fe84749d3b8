using NoticeService.Domain.Experiments;

namespace NoticeService.Domain.Tests.Experiments;

public sealed class WatchMeterTests
{
    private const long Start = 1_700_000_000_000;

    [Fact]
    public void Add_ReportsOnTime_CountTheTimeBetweenThem()
    {
        var meter = new WatchMeter(Start);
        meter.Add(Start + 4_000, 0);
        meter.Add(Start + 14_000, 2_500);
        Assert.Equal((14_000, 2_500, 1), (meter.WatchedMs, meter.StarvedMs, meter.Stalls));
    }

    [Theory]
    [InlineData(60_000, 60_000)]
    [InlineData(60_001, 60_000)]
    [InlineData(3_600_000, 60_000)]
    public void Add_AfterASilence_CountsAMinuteOfIt(long silenceMs, long watchedMs)
    {
        var meter = new WatchMeter(Start);
        meter.Add(Start + silenceMs, 0);
        Assert.Equal(watchedMs, meter.WatchedMs);
    }

    [Fact]
    public void Add_StarvingThroughALongSilence_AllOfItIsWatched()
    {
        var meter = new WatchMeter(Start);
        meter.Add(Start + 180_000, 170_000);
        Assert.Equal((170_000, 170_000), (meter.WatchedMs, meter.StarvedMs));
    }

    [Fact]
    public void Add_APlayerThatSaysItStarvedForLongerThanThePast_IsBelievedUpToThat()
    {
        var meter = new WatchMeter(Start);
        meter.Add(Start + 10_000, 86_400_000);
        meter.Add(Start + 10_000, 86_400_000);
        Assert.Equal((10_000, 10_000), (meter.WatchedMs, meter.StarvedMs));
    }

    [Fact]
    public void Add_ABatch_SharesTheTimeSinceTheOneBefore()
    {
        var meter = new WatchMeter(Start);
        for (var i = 0; i < 5; i++)
        {
            meter.Add(Start + 50_000, 10_000);
        }

        Assert.Equal((50_000, 50_000, 1), (meter.WatchedMs, meter.StarvedMs, meter.Stalls));
    }

    [Fact]
    public void Stalls_InWindowsSideBySide_AreOne_AndAPlayerThatSaysSoAlwaysHasOne()
    {
        var meter = new WatchMeter(Start);
        for (var i = 1; i <= 100; i++)
        {
            meter.Add(Start + i * 1_000, 500);
        }

        Assert.Equal(1, meter.Stalls);
        meter.Add(Start + 115_000, 0);
        meter.Add(Start + 125_000, 1);
        Assert.Equal(2, meter.Stalls);
    }
}
