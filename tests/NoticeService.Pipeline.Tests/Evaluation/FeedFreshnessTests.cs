using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Evaluation;

namespace NoticeService.Pipeline.Tests.Evaluation;

public sealed class FeedFreshnessTests
{
    // A pod whose clock is an hour behind sees each feed come out of the future.
    [Theory]
    [InlineData(FeedView.FreshForMs, true)]
    [InlineData(FeedView.FreshForMs + 1, false)]
    [InlineData(-Window.LengthMs, true)]
    [InlineData(-Window.LengthMs - 1, false)]
    [InlineData(-3_600_000, false)]
    public void IsFresh_SoLongAfterTheEndOfItsWindow(long afterMs, bool expected)
    {
        var window = Window.At(1_700_000_000_000);
        var view = new FeedView(new VerdictFeed { Window = window, Verdicts = [], Cells = [] });
        Assert.Equal(expected, view.IsFresh(window.EndMs + afterMs));
    }
}
