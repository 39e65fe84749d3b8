using NoticeService.Domain.Admission;
using NoticeService.Domain.Experiments;

namespace NoticeService.Domain.Tests.Experiments;

public sealed class ExperimentTallyTests
{
    [Fact]
    public void Report_WorkedExample_CountsEachArmByItsHouseholds()
    {
        var tally = new ExperimentTally(Trial.Terms(0.5));
        var told = Numbers(0.5, held: false);
        var held = Numbers(0.5, held: true);

        // Two are told; one of them twice, who gives up once and comes back once; the other stalls six times in two hours.
        tally.Add(Trial.Record(told[0], 0.5), Trial.Outcome(LegEnd.Viewer, hours: 0.05, returned: true));
        tally.Add(Trial.Record(told[0], 0.5, 1), Trial.Outcome(hours: 0.95));
        tally.Add(Trial.Record(told[1], 0.5), Trial.Outcome(LegEnd.Broken, hours: 2, stalls: 6));

        // Three are held out: one is fine, one's player was gone, of one nothing is known. A shadow's is no part.
        tally.Add(Trial.Record(held[0], 0.5), Trial.Outcome(hours: 4, stalls: 2, returned: true));
        tally.Add(Trial.Record(held[1], 0.5), Trial.Outcome() with { DeliveredMs = null });
        tally.Add(Trial.Record(held[2], 0.5), new NoticeOutcome { DeliveredMs = 1 });
        tally.Add(Trial.Record(told[2], 0.5) with { Shadow = true }, Trial.Outcome());
        var report = tally.Report();

        var (t, h) = (report.Treatment, report.Holdout);
        Assert.Equal((2, 3, 3, 3, 3, 1, 1), (t.Users, t.Decided, t.Delivered, t.OutcomesDue, t.OutcomesKnown, t.Abandoned, t.Broken));
        Assert.Equal((3, 3, 2, 2, 1, 0, 0), (h.Users, h.Decided, h.Delivered, h.OutcomesDue, h.OutcomesKnown, h.Abandoned, h.Broken));
        Assert.Equal((6, 3.0, 2.0), (t.Stalls, t.WatchedHours, t.StallsPerHour!.Value.Value));
        Assert.Equal(0.5, h.StallsPerHour!.Value.Value);

        // Half of one household's notices, and none of the other's.
        Assert.Equal(0.25, t.AbandonmentShare!.Value.Value);
        Assert.Equal(0.25, t.ReturnedShare!.Value.Value);
        Assert.Equal(1, h.ReturnedShare!.Value.Value);
        Assert.Equal([(2L, 3L), (2L, 2L), (2L, 1L), (2L, 1L)], report.Phases.Skip(1).Select(p => (p.Treatment, p.Holdout)));
        Assert.All(report.Phases.Skip(1), p => Assert.InRange(p.PValue!.Value, 0.9, 1));
        Assert.StartsWith("Stalls per hour: too few", ExperimentConclusion.Of(report)[0], StringComparison.Ordinal);
        Assert.Equal("Outcomes are known of 4 of 5 delivered notices that are old enough.", ExperimentConclusion.Of(report)[^1]);
    }

    [Theory]
    [InlineData(359_999, 0)]
    [InlineData(360_000, 1)]
    public void Outcome_BeforeItIsDue_IsNotCounted(long ageMs, long expected)
    {
        // Of those decided just now only the ones that gave up at once are known.
        var tally = new ExperimentTally(Trial.Terms(0.5, Trial.DecidedMs + ageMs));
        tally.Add(Trial.Record(Numbers(0.5, held: false)[0], 0.5), Trial.Outcome(LegEnd.Viewer, hours: 0.001));
        var told = tally.Report().Treatment;
        Assert.Equal((1, expected, expected), (told.Delivered, told.OutcomesKnown, told.Abandoned));
    }

    [Theory]
    [InlineData(-1, 0, 1)]
    [InlineData(0, 1, 0)]
    public void Return_UntilSevenDaysAfterTheEndAreOver_IsPending(long afterMs, long known, long pending)
    {
        var outcome = Trial.Outcome(hours: 1, returned: true);
        var tally = new ExperimentTally(Trial.Terms(0.5, outcome.EndedMs!.Value + (long)NoticeOutcome.ReturnWithin.TotalMilliseconds + afterMs));
        tally.Add(Trial.Record(Numbers(0.5, held: false)[0], 0.5), outcome);
        var told = tally.Report().Treatment;
        Assert.Equal((known, known, pending), (told.ReturnsKnown, told.Returned, told.ReturnsPending));
    }

    [Fact]
    public void SampleRatio_OfTheEnrolled_PublishedExample_IsTold_AndForbidsNothing()
    {
        // 100,000 against 98,500 at one half is 0.021.
        var terms = Trial.Terms(0.5) with { Enrolled = 198_500, EnrolledHeldOut = 98_500 };
        var report = new ExperimentTally(terms).Report();
        Assert.Equal(0.021, report.Phases[0].PValue!.Value, 0.0005);
        Assert.Null(report.OffEnrolment);

        // Thousands were enrolled in shadow under another share, and none of them has had a decision in this time.
        var tally = new ExperimentTally(terms with { EnrolledHeldOut = 97_000 });
        for (ulong i = 0; i < 2_000; i++)
        {
            tally.Add(Trial.Record(i, 0.5), Trial.Outcome());
        }

        report = tally.Report();
        Assert.Equal(ExperimentPhase.Enrolled, report.OffEnrolment!.Phase);
        Assert.Null(report.OffPhase);
        Assert.StartsWith("Stalls per hour", ExperimentConclusion.Of(report)[0], StringComparison.Ordinal);
        Assert.Contains(ExperimentConclusion.Of(report), s => s.StartsWith("Of all households ever enrolled, 48.87 %", StringComparison.Ordinal));
    }

    [Fact]
    public void SampleRatio_WhereOneArmLosesItsOutcomes_IsOffThere_AndNothingIsSaid()
    {
        var tally = new ExperimentTally(Trial.Terms(0.1));
        for (ulong i = 0; i < 20_000; i++)
        {
            var record = Trial.Record(i, 0.1);
            tally.Add(record, !record.Holdout && i % 3 == 0 ? new NoticeOutcome { DeliveredMs = 1 } : Trial.Outcome(stalls: record.Holdout ? 9 : 0));
        }

        var report = tally.Report();
        Assert.Equal(ExperimentPhase.OutcomeKnown, report.OffPhase!.Phase);
        Assert.True(report.Phases.Single(p => p.Phase == ExperimentPhase.Delivered).PValue > 0.05);
        Assert.Equal(Math.Min(1, 4 * report.OffPhase.PValue!.Value), report.SampleRatioP!.Value, 1e-12);
        Assert.StartsWith("It says nothing: the arms are not split", ExperimentConclusion.Of(report)[0], StringComparison.Ordinal);
        Assert.Contains("whose session is known", ExperimentConclusion.Of(report)[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.3, 0.1)]
    [InlineData(0.1, 0.3)]
    public void HoldoutShare_ChangedWhileItRan_LeavesOutWhoseArmDependsOnTheTime(double before, double now)
    {
        // Those of the first time stay in their arm, and stall more: the time did that, not the notice.
        var tally = new ExperimentTally(Trial.Terms(now) with { Enrolled = 40_000, EnrolledHeldOut = 8_000 });
        for (ulong i = 0; i < 40_000; i++)
        {
            var early = i < 20_000;
            tally.Add(Trial.Record(i, early ? before : now), Trial.Outcome(stalls: early ? 5 : 1));
        }

        var report = tally.Report();
        Assert.InRange(report.LeftOut, 7_600, 8_400);
        Assert.Equal(0.125, report.ExpectedHoldoutShare, 0.002);
        Assert.Null(report.Phases[0].PValue);
        Assert.Null(report.OffPhase);
        Assert.DoesNotContain(report.Differences, d => d.IsShown);
        Assert.Contains(ExperimentConclusion.Of(report), s => s.Contains("are left out: the holdout share was another", StringComparison.Ordinal));
    }

    [Fact]
    public void Salt_ChangedWhileItRan_NothingIsSaid()
    {
        var tally = new ExperimentTally(Trial.Terms(0.5) with { Cohort = Trial.Cohort(0.5, "another") });
        for (ulong i = 0; i < 2_000; i++)
        {
            tally.Add(Trial.Record(i, 0.5), Trial.Outcome());
        }

        Assert.InRange(tally.Report().LeftOut, 1_990, 2_000);
    }

    [Fact]
    public void Report_WithoutNoticesOrHoldout_SaysSo()
    {
        Assert.Equal(["It says nothing: no notice of this cohort was decided in this time, but for shadow ones."], ExperimentConclusion.Of(new ExperimentTally(Trial.Terms(0.1)).Report()));
        var tally = new ExperimentTally(Trial.Terms(0));
        tally.Add(Trial.Record(1, 0), Trial.Outcome());
        var report = tally.Report();
        Assert.Null(report.SampleRatioP);
        Assert.Equal("It says nothing: the cohort has no holdout to compare with.", ExperimentConclusion.Of(report)[0]);
    }

    [Fact]
    public void Report_InAnyOrder_IsTheSame()
    {
        var records = Enumerable.Range(0, 500).Select(i => (Trial.Record((ulong)(i % 300), 0.5, i / 300), Trial.Outcome(stalls: i % 7, hours: 1 + i % 3))).ToArray();
        var expected = Of(records).Treatment;
        Array.Reverse(records);
        var reversed = Of(records).Treatment;
        Assert.Equal(expected.StallsPerHour!.Value.Limits.Low, reversed.StallsPerHour!.Value.Limits.Low, 1e-9);
        Assert.Equal(expected with { StallsPerHour = null, WatchedHours = 0 }, reversed with { StallsPerHour = null, WatchedHours = 0 });

        static ExperimentReport Of((Domain.Ledger.LedgerRecord Record, NoticeOutcome Outcome)[] records)
        {
            var tally = new ExperimentTally(Trial.Terms(0.5));
            foreach (var (record, outcome) in records)
            {
                tally.Add(record, outcome);
            }

            return tally.Report();
        }
    }

    // Household numbers whose hash puts them into an arm.
    private static ulong[] Numbers(double holdout, bool held) =>
        [.. Enumerable.Range(0, 50).Select(i => (ulong)i).Where(i => CohortHash.Arm("salt", Trial.Household(i)) < holdout == held)];
}
