using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;
using NoticeService.Lab.Baselines;
using NoticeService.Lab.Simulation;
using NoticeService.Lab.Suite;

namespace NoticeService.Lab.Tests.Baselines;

public sealed class BlameItReplayTests
{
    [Fact]
    public void Replay_ShowsTheBaselineTheCellsOfTheEngine()
    {
        // Every server with a fifth of its capacity, for eleven minutes: two buckets are wholly bad.
        var calm = SuiteWorld.Draw(3) with { Confounder = Confounder.None, Forged = [], LeadSeconds = 1_200, Seconds = 2_100 };
        var fault = new Fault(new Statement(Culprit.Service, null, null), [new LinkSelector(LinkKind.Server)], new FaultCourse(1_200, 0, 2_000)) { Fraction = 0.2 };

        var result = new SuiteRunner(new VerdictSettings(), keepIn: null).Run(calm with { Faults = [fault] }, TestContext.Current.CancellationToken);

        var bucketMs = new BlameItSettings().BucketWindows * (long)Window.LengthMs;
        var said = result.Baseline.Verdicts.First(v => v.Said.Culprit == Culprit.Service).Verdict.Opening;
        Assert.Equal(0, said.OpenedMs % bucketMs);
        Assert.Equal(bucketMs, said.OpenedMs - said.OnsetMs);
        Assert.Equal(Outcome.Right, result.Baseline.Faults.Single().Outcome);
    }
}
