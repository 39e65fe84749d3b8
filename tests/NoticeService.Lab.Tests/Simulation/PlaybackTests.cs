using NoticeService.Domain.Samples;
using NoticeService.Lab.Simulation;

namespace NoticeService.Lab.Tests.Simulation;

public sealed class PlaybackTests
{
    private static readonly int Top = BitrateLadder.Rungs.IndexOf(5_800);

    [Fact]
    public void Advance_FullBuffer_IdlesUntilASegmentFits()
    {
        var playback = Make(buffer: Playback.MaxBufferSeconds);

        playback.Advance(3.9);
        Assert.False(playback.Downloading);

        playback.Advance(0.1);
        Assert.True(playback.Downloading);
    }

    [Fact]
    public void Advance_BufferRunsDry_CountsStarvedTimeAndResumesWithASegment()
    {
        var playback = Make(buffer: 5);
        playback.Advance(7);
        playback.Advance(1);
        Assert.True(playback.Starving);

        playback.Receive(playback.RemainingBits, 8);
        playback.Advance(0.5);

        Assert.False(playback.Starving);
        Assert.Equal(3_000, playback.TakeSample("s", 0).StarvedMs);
        Assert.Equal(0, playback.TakeSample("s", 1).StarvedMs);
    }

    [Fact]
    public void Advance_BeforeTheFirstPicture_IsNotStarving()
    {
        var playback = Make(buffer: 0);

        playback.Advance(5);

        Assert.False(playback.Starving);
        Assert.Equal(0, playback.TakeSample("s", 0).StarvedMs);
    }

    [Fact]
    public void Receive_SlowSegments_GoesDownTheLadder()
    {
        var playback = Make(buffer: 20);
        for (var i = 0; i < 6; i++)
        {
            playback.Advance(4);
            playback.Receive(playback.RemainingBits, playback.RemainingBits / 1_000_000);
        }

        Assert.True(BitrateLadder.Rungs[playback.Rung] < 1_000);
    }

    [Fact]
    public void TakeSample_Throughput_IsBitsOverTimeWithTheRoundTrip()
    {
        var playback = Make(buffer: 10, roundTrip: 0.5);
        playback.Advance(0.1);
        var bits = playback.RemainingBits;

        playback.Receive(bits, 1.5);
        var sample = playback.TakeSample("s", 5);

        Assert.Equal(bits / 2 / 1000, sample.ThroughputKbps, 1.0);
        Assert.Equal(bits / 8, sample.ObjectBytes, 1.0);
        Assert.Equal(AppLimited.No, sample.AppLimited);
    }

    [Fact]
    public void TakeSample_HalfADownload_SaysWhatArrivedSoFar()
    {
        var playback = Make(buffer: 10, roundTrip: 0);
        playback.Advance(0.1);
        var bits = playback.RemainingBits;

        playback.Receive(bits / 2, 4);
        var sample = playback.TakeSample("s", 5);

        Assert.Equal(bits / 8 / 1000, sample.ThroughputKbps, 1.0);
        Assert.Equal(bits / 16, sample.ObjectBytes, 1.0);
    }

    [Fact]
    public void TakeSample_NothingAsked_IsAppLimitedForPlayersThatSay()
    {
        var says = Make(buffer: Playback.MaxBufferSeconds);
        var silent = new Playback(Top, 20_000, 0, saysAppLimited: false, Playback.MaxBufferSeconds, new SeededRandom(1));

        Assert.Equal(AppLimited.Yes, says.TakeSample("s", 0).AppLimited);
        Assert.Equal(AppLimited.NotSaid, silent.TakeSample("s", 0).AppLimited);
    }

    [Theory]
    [InlineData(7.9, 6_000, 3_000)]
    [InlineData(8.0, 6_000, 4_300)]
    [InlineData(19.9, 6_500, 4_300)]
    [InlineData(20.0, 6_500, 5_800)]
    public void Next_Buffer_DecidesHowMuchOfTheEstimateIsDared(double buffer, double estimate, int expected) =>
        Assert.Equal(expected, BitrateLadder.Rungs[BitrateLadder.Next(buffer, estimate, Top, Top)]);

    [Fact]
    public void Next_MuchFaster_GoesUpOneRungAtATime() => Assert.Equal(1, BitrateLadder.Next(25, 100_000, 0, Top));

    private static Playback Make(double buffer, double roundTrip = 0.02) =>
        new(Top, 20_000, roundTrip, saysAppLimited: true, buffer, new SeededRandom(1));
}
