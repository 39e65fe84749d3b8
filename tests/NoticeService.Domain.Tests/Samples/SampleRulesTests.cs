using NoticeService.Domain.Samples;

namespace NoticeService.Domain.Tests.Samples;

public sealed class SampleRulesTests
{
    private const long Now = 1_400_000_000_000;

    private static readonly Sample Good = new(8_000, 3_000, 5_800, 30_000, 0, 1_500_000, AppLimited.NotSaid, "cache1", Now);

    [Fact]
    public void Check_GoodSample_IsKept() => Assert.Equal(DropReason.None, Check(Good));

    [Theory]
    [InlineData(0, DropReason.None)]
    [InlineData(-1, DropReason.NegativeThroughput)]
    [InlineData(long.MinValue, DropReason.NegativeThroughput)]
    [InlineData(SampleRules.MaxThroughputKbps, DropReason.None)]
    [InlineData(SampleRules.MaxThroughputKbps + 1, DropReason.AbsurdThroughput)]
    public void Check_Throughput_HasBounds(long kbps, DropReason expected) => Assert.Equal(expected, Check(Good with { ThroughputKbps = kbps }));

    public static TheoryData<Sample, DropReason> Fields()
    {
        var data = new TheoryData<Sample, DropReason>();
        (Func<long, Sample> With, long Max)[] fields =
        [
            (v => Good with { EncodedBitrateKbps = v }, SampleRules.MaxBitrateKbps),
            (v => Good with { TopBitrateKbps = v }, SampleRules.MaxBitrateKbps),
            (v => Good with { BufferMs = v }, SampleRules.MaxDurationMs),
            (v => Good with { StarvedMs = v }, SampleRules.MaxDurationMs),
            (v => Good with { ObjectBytes = v }, SampleRules.MaxObjectBytes),
        ];
        foreach (var (with, max) in fields)
        {
            data.Add(with(-1), DropReason.FieldOutOfRange);
            data.Add(with(0), DropReason.None);
            data.Add(with(max), DropReason.None);
            data.Add(with(max + 1), DropReason.FieldOutOfRange);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public void Check_Field_HasBounds(Sample sample, DropReason expected) => Assert.Equal(expected, Check(sample));

    [Theory]
    [InlineData(0, DropReason.Duplicate)]
    [InlineData(1, DropReason.None)]
    [InlineData(-1, DropReason.Late)]
    [InlineData(-(SampleRules.ClockStepMs - 1), DropReason.Late)]
    [InlineData(-SampleRules.ClockStepMs, DropReason.None)]
    public void Check_TimeAgainstTheLast_OrdersSamples(long offsetMs, DropReason expected) =>
        Assert.Equal(expected, Check(Good with { TimeMs = Now + offsetMs }, lastTimeMs: Now));

    [Theory]
    [InlineData(long.MinValue, long.MaxValue, DropReason.None)]
    [InlineData(long.MaxValue, long.MinValue, DropReason.None)]
    [InlineData(long.MinValue, long.MinValue, DropReason.Duplicate)]
    public void Check_ExtremeClocks_DoNotOverflow(long timeMs, long lastTimeMs, DropReason expected) =>
        Assert.Equal(expected, Check(Good with { TimeMs = timeMs }, lastTimeMs: lastTimeMs));

    [Fact]
    public void Check_ClockAYearAheadThenSetRight_LosesNothing()
    {
        const long year = 365L * 24 * 60 * 60 * 1000;
        long? last = null;
        foreach (var time in (long[])[Now + year, Now + year + 10_000, Now + 20_000, Now + 30_000])
        {
            Assert.Equal(DropReason.None, Check(Good with { TimeMs = time }, lastTimeMs: last));
            last = time;
        }
    }

    [Theory]
    [InlineData(SampleRules.MaxPerWindow - 1, DropReason.None)]
    [InlineData(SampleRules.MaxPerWindow, DropReason.TooFast)]
    public void Check_ManyInOneWindow_IsTooFast(int received, DropReason expected) => Assert.Equal(expected, Check(Good, received: received));

    [Fact]
    public void Check_ServerNotInTheTable_IsDropped() => Assert.Equal(DropReason.UnknownServer, SampleRules.Check(Good, false, null, 0));

    private static DropReason Check(Sample sample, long? lastTimeMs = null, int received = 0) => SampleRules.Check(sample, true, lastTimeMs, received);
}
