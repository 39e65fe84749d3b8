using NoticeService.Domain.Admission;
using NoticeService.Pipeline.Admission;

namespace NoticeService.Pipeline.Tests.Admission;

public sealed class GatePausesTests
{
    private readonly ManualTimeProvider clock = new(1_000_000_000);

    [Theory]
    [InlineData(0)]
    [InlineData(3_600_000)]
    [InlineData(-3_600_000)]
    public void Covers_TheClockIsSetMeanwhile_LastsAsLong(long byMs)
    {
        var pauses = new GatePauses(clock);
        pauses.Learn("alpha", RefusalReason.IspPacing, TimeSpan.FromMilliseconds(400));
        clock.Set(byMs);
        clock.Advance(399);
        Assert.True(pauses.Covers("alpha"));
        Assert.False(pauses.Covers("beta"));
        clock.Advance(1);
        Assert.False(pauses.Covers("alpha"));
    }

    [Fact]
    public void Covers_AStoreThatDoesNotConfirm_EverybodyForASecond()
    {
        var pauses = new GatePauses(clock);
        pauses.Learn("alpha", RefusalReason.StoreUnavailable, TimeSpan.Zero);
        clock.Advance(999);
        Assert.True(pauses.Covers("beta"));
        clock.Advance(1);
        Assert.False(pauses.Covers("beta"));
    }
}
