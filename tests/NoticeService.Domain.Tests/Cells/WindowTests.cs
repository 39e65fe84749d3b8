using FsCheck;
using FsCheck.Fluent;
using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Tests.Cells;

public sealed class WindowTests
{
    [Fact]
    public void At_AnyTime_HoldsItAndNoOtherDoes() => Prop.ForAll<int>(t =>
    {
        var time = t * 1_000_003L;
        var window = Window.At(time);
        return window.StartMs <= time && time < window.EndMs && window.Previous.EndMs == window.StartMs && window.Next.StartMs == window.EndMs;
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(9_999, 0)]
    [InlineData(10_000, 1)]
    [InlineData(-1, -1)]
    [InlineData(-10_000, -1)]
    [InlineData(-10_001, -2)]
    public void At_Edges_Floors(long timeMs, long index) => Assert.Equal(index, Window.At(timeMs).Index);
}
