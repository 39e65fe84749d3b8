using NoticeService.Domain.Samples;

namespace NoticeService.Domain.Tests.Samples;

public sealed class SampleFilterTests
{
    private const long Top = 5_800;

    // A healthy player on its top rung: 4 s of 5.8 Mbit/s, measured at 40 Mbit/s.
    private static readonly Sample Healthy = new(40_000, Top, Top, 30_000, 0, 2_900_000, AppLimited.NotSaid, "cache1", 0);

    private static readonly Sample Short = Healthy with { ObjectBytes = 40_000, ThroughputKbps = 2_000 };

    [Fact]
    public void Testify_LargeObject_Measures() => Assert.Equal(Testimony.Measured, SampleFilter.Testify(Healthy, Top));

    [Theory]
    [InlineData(240_000)]
    [InlineData(86_400_000)]
    public void Testify_FullBuffer_NeverDisqualifies(long bufferMs) =>
        Assert.Equal(Testimony.Measured, SampleFilter.Testify(Healthy with { BufferMs = bufferMs }, Top));

    [Fact]
    public void Testify_LargeObjectOnAVeryFastLine_Measures() =>
        Assert.Equal(Testimony.Measured, SampleFilter.Testify(Healthy with { ThroughputKbps = 900_000 }, Top));

    [Fact]
    public void Testify_ObjectSizeNotSaid_Measures() => Assert.Equal(Testimony.Measured, SampleFilter.Testify(Healthy with { ObjectBytes = 0 }, Top));

    [Theory]
    [InlineData(SampleFilter.SlowStartBytes - 1, 500, Testimony.SlowStart)]
    [InlineData(SampleFilter.SlowStartBytes, 500, Testimony.Measured)]
    [InlineData(SampleFilter.SteadyBytes - 1, 100_000, Testimony.SlowStart)]
    [InlineData(SampleFilter.SteadyBytes, 100_000, Testimony.Measured)]
    // 112,500 bytes in 180 ms, six round trips, is 5,000 kbit/s.
    [InlineData(112_500, 5_000, Testimony.Measured)]
    [InlineData(112_500, 5_001, Testimony.SlowStart)]
    public void Testify_ObjectOnTheTopRung_MustLeaveSlowStart(long bytes, long kbps, Testimony expected) =>
        Assert.Equal(expected, SampleFilter.Testify(Healthy with { ObjectBytes = bytes, ThroughputKbps = kbps }, Top));

    [Theory]
    [InlineData(Top, Testimony.SlowStart)]
    [InlineData(Top - 1, Testimony.CensoredLow)]
    [InlineData(0, Testimony.SlowStart)]
    public void Testify_ShortObjectBelowTheTopRung_IsEvidenceOfSlowness(long encodedKbps, Testimony expected) =>
        Assert.Equal(expected, SampleFilter.Testify(Short with { EncodedBitrateKbps = encodedKbps }, Top));

    [Theory]
    [InlineData(1_050, 1_050, Testimony.SlowStart)]
    [InlineData(1_050, 3_000, Testimony.CensoredLow)]
    public void Testify_ShortObjectWithoutAStatedLadder_ComparesWithTheBestRungHeld(long encodedKbps, long highestKbps, Testimony expected) =>
        Assert.Equal(expected, SampleFilter.Testify(Short with { EncodedBitrateKbps = encodedKbps, TopBitrateKbps = 0 }, highestKbps));

    [Fact]
    public void Testify_ShortObjectOnASessionsFirstSample_IsTheStartNotAPush() =>
        Assert.Equal(Testimony.SlowStart, SampleFilter.Testify(Short with { EncodedBitrateKbps = 235 }, 0));

    [Theory]
    [InlineData(8_699, Testimony.CensoredLow)]
    [InlineData(8_700, Testimony.SlowStart)]
    public void Testify_ShortObjectFasterThanTheTopRungNeeds_IsThePlayersChoice(long kbps, Testimony expected) =>
        Assert.Equal(expected, SampleFilter.Testify(Short with { EncodedBitrateKbps = 1_050, ThroughputKbps = kbps }, Top));

    [Theory]
    [InlineData(0, Testimony.SlowStart)]
    [InlineData(1, Testimony.CensoredLow)]
    public void Testify_ShortObjectOfAStarvedPlayer_IsEvidenceOfSlowness(long starvedMs, Testimony expected) =>
        Assert.Equal(expected, SampleFilter.Testify(Short with { StarvedMs = starvedMs }, Top));

    [Theory]
    [InlineData(0, Top, Testimony.AppLimited)]
    [InlineData(0, 235, Testimony.AppLimited)]
    [InlineData(1, 235, Testimony.CensoredLow)]
    public void Testify_AppLimited_SaysNothingUnlessStarved(long starvedMs, long encodedKbps, Testimony expected) => Assert.Equal(
        expected, SampleFilter.Testify(Healthy with { AppLimited = AppLimited.Yes, StarvedMs = starvedMs, EncodedBitrateKbps = encodedKbps }, Top));

    [Theory]
    [InlineData(AppLimited.NotSaid, 0, Testimony.AppLimited)]
    [InlineData(AppLimited.NotSaid, 1, Testimony.CensoredLow)]
    [InlineData(AppLimited.No, 0, Testimony.CensoredLow)]
    [InlineData(AppLimited.Yes, 0, Testimony.AppLimited)]
    public void Testify_NothingArrived_IsAnOutageOnlyWhenItWasWanted(AppLimited appLimited, long starvedMs, Testimony expected) => Assert.Equal(
        expected, SampleFilter.Testify(Healthy with { ThroughputKbps = 0, ObjectBytes = 0, AppLimited = appLimited, StarvedMs = starvedMs }, Top));

    [Fact]
    public void Testify_LargestValuesThatPass_DoNotOverflow()
    {
        var sample = new Sample(
            SampleRules.MaxThroughputKbps, SampleRules.MaxBitrateKbps, SampleRules.MaxBitrateKbps, SampleRules.MaxDurationMs, SampleRules.MaxDurationMs,
            SampleRules.MaxObjectBytes, AppLimited.No, "cache1", long.MaxValue);
        Assert.Equal(Testimony.Measured, SampleFilter.Testify(sample, SampleRules.MaxBitrateKbps));
    }

    [Theory]
    [InlineData(Top, 40_000, 0, false)]
    [InlineData(Top, 2_000, 0, false)]
    [InlineData(Top, 2_000, 1, true)]
    [InlineData(1_050, 8_699, 0, true)]
    [InlineData(1_050, 8_700, 0, false)]
    public void Hurts_ViewerWithTheBestPictureThatNeverStops_IsNotHurt(long encodedKbps, long kbps, long starvedMs, bool expected) =>
        Assert.Equal(expected, SampleFilter.Hurts(Healthy with { EncodedBitrateKbps = encodedKbps, ThroughputKbps = kbps, StarvedMs = starvedMs }, Top));
}
