using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Pipeline.Tests.Admission;

/// <summary>Whose own home is at fault, and who only looks so.</summary>
public sealed class HomeAdviceTests : AdmissionScene
{
    private static readonly HomeRule Rule = new();

    [Fact]
    public async Task SlowForLongInAHealthyCell_IsAdvisedAboutTheHome_AndNotASecondBefore()
    {
        Feed.Set(View());
        var player = Play("s1", 0.2, windows: Rule.Windows);
        await AskAsync();
        Assert.Empty(player.Received);

        Play("s1", 0.2, windows: 1, player);
        await AskAsync();
        Assert.Contains("home network", Assert.Single(player.Received).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CellStatus.Healthy, 0.12, 0)]
    [InlineData(CellStatus.Healthy, 0.13, 1)]
    [InlineData(CellStatus.Unknown, 0, 1)]
    public async Task SufferingUnderAVerdictThatIsStillOpen_CellIsWellAgain_IsToldNothing(CellStatus status, double drop, int expected)
    {
        var player = Play("s1", 0.3);
        Neighbours = (status, drop);
        await AskAsync(Open(Culprit.Interconnect, 0.5));
        Assert.Equal(expected, player.Received.Count);
    }

    [Fact]
    public async Task SlowForLongWithTheBestPicture_IsToldNothing()
    {
        Feed.Set(View());
        var player = Play("s1", 0.2, windows: Rule.Windows + 3, encodedKbps: Top);
        await AskAsync();
        Assert.Empty(player.Received);
    }

    [Fact]
    public async Task SlowForLongWhileAnotherScreenOfTheHomeIsFine_IsToldNothing()
    {
        Feed.Set(View());
        var slow = Play("s1", 1, household: "home");
        var fine = Play("s2", 1, household: "home");
        for (var i = 0; i <= Rule.Windows; i++)
        {
            Clock.Advance(Window.LengthMs);
            Sample(slow.Session!, 0.2);
            Sample(fine.Session!, 1);
        }

        await AskAsync();
        Assert.Empty(slow.Received);

        // The other screen is off, and for as long as the rule asks nothing of this home has been well.
        Play("s1", 0.2, windows: Rule.Windows, slow);
        await AskAsync();
        Assert.Single(slow.Received);
    }

    [Theory]
    [InlineData(CellStatus.Healthy, 0.2)]
    [InlineData(CellStatus.Suspected, 0.3)]
    public async Task SlowForLong_NeighboursNoLongerSurelyWell_IsToldNothing(CellStatus status, double drop)
    {
        Feed.Set(View());
        var player = Play("s1", 0.2, windows: Rule.Windows + 1);
        Neighbours = (status, drop);
        await AskAsync();
        Assert.Empty(player.Received);
    }

    [Fact]
    public async Task SlowBeforeAndAfterAPause_IsCountedFromThePauseOn()
    {
        Feed.Set(View());
        var player = Play("s1", 0.2, windows: Rule.Windows - 1);
        Clock.Advance((Rule.LongestSilence + 1) * Window.LengthMs);
        Feed.Set(View());
        Play("s1", 0.2, windows: 2, player);
        await AskAsync();
        Assert.Empty(player.Received);
    }
}
