using NoticeService.Domain.Cells;
using NoticeService.Pipeline.Windows;

namespace NoticeService.Pipeline.Tests.Windows;

public sealed class NextWindowTests
{
    // Each in its turn, also when the pod was held up; unless its clock was set.
    [Theory]
    [InlineData(1_000, 1_001)]
    [InlineData(1_001, 1_001)]
    [InlineData(1_004, 1_001)]
    [InlineData(1_005, 1_005)]
    [InlineData(999, 999)]
    [InlineData(640, 640)]
    [InlineData(1_360, 1_360)]
    public void After_TheClockIsInAWindow_IsTheNextOneOrThat(long now, long next) =>
        Assert.Equal(new Window(next), WindowLoop.After(new Window(1_000), new Window(now)));
}
