using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Tests.Verdicts;

/// <summary>When we name ourselves: no peer can contradict it, so enough must testify in each window.</summary>
public sealed class ServiceFindingTests
{
    private readonly VerdictSettings settings = new();

    [Theory]
    [InlineData(89, Doubt.Insufficient)]
    [InlineData(90, Doubt.None)]
    public void Service_NeedsThirtyHouseholdsInEachRecentWindow(int householdWindows, Doubt doubt) =>
        Assert.Equal(doubt, Readings.Service(settings, Readings.Low(settings, homes: 40), Readings.Low(settings, "level3", homes: householdWindows - 40)).Doubt);

    // Whoever is suspected instead would be innocent.
    [Fact]
    public void Service_OfTooFewHouseholds_IsUndeterminedAndStillExplainsItsCells()
    {
        var lifecycle = new VerdictLifecycle(settings);
        var low = Readings.Low(settings, homes: 80);
        for (var i = 0; i < 10; i++)
        {
            lifecycle.Observe(new Window(1_000 + i), [Readings.Service(settings, low)], new Dictionary<CellKey, CellReading> { [low.Key] = low });
        }

        var verdict = Assert.Single(lifecycle.Tracks).Verdict;
        Assert.Equal((VerdictState.Open, Culprit.Undetermined), (verdict.State, verdict.Culprit));
        Assert.Contains("Too few households to speak for everybody", verdict.Reason, StringComparison.Ordinal);
    }
}
