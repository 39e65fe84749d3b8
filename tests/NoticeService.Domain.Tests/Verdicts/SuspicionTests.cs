using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Tests.Verdicts;

/// <summary>What a suspicion costs to begin, and how long it is followed.</summary>
public sealed class SuspicionTests
{
    private static readonly Dictionary<CellKey, CellReading> Silence = [];

    // Without the caps, so that what a choice costs can be read off; and nothing opens.
    private readonly VerdictSettings settings = new() { MaxGainPerWindow = 1_000, CertainLnM = 2_000 };
    private Window window = new(1_000);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void FirstWindow_PaysForTheCapThatWasChosen(int others)
    {
        var chosen = FirstLnM(Readings.Low(settings, wellOctaves: others));
        Assert.Equal(Math.Log(1 + others), FirstLnM(Readings.Low(settings)) - chosen, 1e-9);
    }

    [Fact]
    public void FirstWindow_CapThatCellsShare_IsPaidForOnce_AndAmongAllThatTheCompanyHad()
    {
        var (one, other) = (Readings.Low(settings), Readings.Low(settings, "level3"));
        var alone = FirstLnM(one, other);
        Assert.Equal(Math.Log(5), alone - FirstLnM(one.InCompany(one.Cap!.Value, 5), other.InCompany(one.Cap!.Value, 5)), 1e-9);
    }

    [Fact]
    public void FirstWindow_CellThatIsLowInCompanyOnly_MightHaveBeenLeftOut()
    {
        var strict = settings with { Margin = 0.95 };
        var joined = Readings.Low(strict).InCompany(13, 1);
        Assert.True(joined.JoinedOnly);
        Assert.False(Readings.Low(settings).InCompany(13, 1).JoinedOnly);
        Assert.Equal(Math.Log(2), FirstLnM(Readings.Low(settings).InCompany(13, 1)) - FirstLnM(joined), 1e-9);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    public void NotFoundAnyMore_WithEvidence_IsFollowedForFaintWindows(int after, bool followed) =>
        Assert.Equal(followed, IsFollowed(40, settings.FaintWindows + after));

    // One home says less than the choice among four caps costs.
    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    public void NotFoundAnyMore_WithoutEvidence_IsFollowedForSteadyWindows(int after, bool followed) =>
        Assert.Equal(followed, IsFollowed(1, settings.SteadyWindows + after));

    private double FirstLnM(params CellReading[] low)
    {
        var lifecycle = new VerdictLifecycle(settings);
        lifecycle.Observe(window, [Readings.Service(settings, low)], low.ToDictionary(c => c.Key));
        return Assert.Single(lifecycle.Tracks).Evidence.LnM;
    }

    private bool IsFollowed(int homes, int silentWindows)
    {
        var lifecycle = new VerdictLifecycle(settings);
        var low = Readings.Low(settings with { MinStratum = 1, MinCellHouseholds = 1, ClosedDrop = 0 }, wellOctaves: 3, homes: homes);
        lifecycle.Observe(window, [Readings.Service(settings, low)], new Dictionary<CellKey, CellReading> { [low.Key] = low });
        Assert.Equal(homes > 1, Assert.Single(lifecycle.Tracks).Evidence.LnM > 0);
        for (var i = 0; i < silentWindows; i++)
        {
            lifecycle.Observe(window = window.Next, [], Silence);
        }

        return lifecycle.Tracks.Any();
    }
}
