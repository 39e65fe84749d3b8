using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Now;
using NoticeService.TestKit;

namespace NoticeService.Pipeline.Tests.Now;

public sealed class VerdictCoursesTests
{
    private readonly VerdictCourses courses = new();
    private long window = 1;

    [Fact]
    public void Observe_OpenThenClosed_KeepsHowBadItWasAndTellsHowItIs()
    {
        Look(VerdictState.Open, 0.9, now: 0.9);
        Look(VerdictState.Open, 0.6, now: 0.6);
        Look(VerdictState.Open, 0.5, now: 0.5);

        Assert.Equal(new VerdictCourse("v", 0.9, 0.6, 0.04), Assert.Single(Look(VerdictState.Closed, 0.5, now: 0.04)));
    }

    [Fact]
    public void Observe_SameWindowAgain_CountsOnce()
    {
        Look(VerdictState.Open, 0.9, now: 0.9);
        window--;
        Look(VerdictState.Open, 0.1, now: 0.1);

        Assert.Equal(0.9, Assert.Single(Look(VerdictState.Closed, 0.1, now: double.NaN)).MedianDrop);
    }

    [Theory]
    [InlineData(VerdictState.Closed)]
    [InlineData(VerdictState.Suspected)]
    public void Observe_NeverSeenOpen_HasNoCourse(VerdictState state) => Assert.Empty(Look(state, 0.5, now: 0));

    [Fact]
    public void Observe_VerdictThatLeftTheFeed_IsForgotten()
    {
        Look(VerdictState.Open, 0.9, now: 0.9);
        courses.Observe(new VerdictFeed { Window = new Window(++window) });

        Assert.Equal(0.2, Assert.Single(Look(VerdictState.Open, 0.2, now: 0.2)).LargestDrop);
    }

    private IReadOnlyList<VerdictCourse> Look(VerdictState state, double drop, double now) => courses.Observe(new VerdictFeed
    {
        Window = new Window(++window),
        Cells = [new CellState(new CellKey("verizon", "cogent", "nyc"), CellStatus.Healthy, 50, 50, now, 1), new CellState(new CellKey("cox", "cogent", "nyc"), CellStatus.Healthy, 50, 50, 1, 1)],
        Verdicts =
        [
            SomeVerdict.Of(state, "v") with { Drop = drop },
        ],
    });
}
