using NoticeService.Domain.Admission;
using NoticeService.Domain.Experiments;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Experiments;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Tests.Admission;
using NoticeService.TestKit.Contracts;

namespace NoticeService.Pipeline.Tests.Experiments;

/// <summary>The ledger joined with the outcomes: what is counted, and what is none of the experiment.</summary>
public sealed class ExperimentReaderTests : AdmissionScene
{
    private const long DecidedMs = 1_699_000_000_000;

    private static readonly CohortDefinition Cohort = new() { Name = "test", Salt = "salt", HardCap = 100_000, HoldoutShare = 0.5 };

    [Fact]
    public async Task Read_MoreThanAPage_CountsEachNoticeOnce_AndOnlyThoseOfTheCohortAndTime()
    {
        const int Households = 2_500;
        var heldOut = 0;
        for (var i = 1; i <= Households; i++)
        {
            heldOut += await AddAsync(i, $"n{i}", DecidedMs + i / 3) ? 1 : 0;
        }

        await AddAsync(9_001, "another cohort", DecidedMs, cohort: "other");
        await AddAsync(9_002, "shadow", DecidedMs, shadow: true);
        await AddAsync(9_003, "before", DecidedMs - 1);
        await AddAsync(9_004, "after", DecidedMs + Households);
        var report = await Experiments.ReadAsync(Cohort, DecidedMs, DecidedMs + Households, CancellationToken.None);
        Assert.Equal((Households - heldOut, heldOut), (report.Treatment.Users, report.Holdout.Users));
        Assert.Equal((Households - heldOut, heldOut), (report.Treatment.Delivered, report.Holdout.Delivered));
        Assert.Equal((Households - heldOut, heldOut), (report.Treatment.OutcomesKnown, report.Holdout.OutcomesKnown));
        Assert.Equal(Households, report.Treatment.Stalls + report.Holdout.Stalls);
        Assert.Equal(0, report.LeftOut);
        Assert.Null(report.OffPhase);
    }

    [Fact]
    public async Task Read_WithoutOutcomes_CountsDecisionsOnly()
    {
        Ledger.Put(Record(1, "n1", DecidedMs));
        var report = await Experiments.ReadAsync(Cohort, 0, long.MaxValue, CancellationToken.None);
        Assert.Equal((1, 0), (report.Treatment.Decided + report.Holdout.Decided, report.Treatment.Delivered + report.Holdout.Delivered));
    }

    // Of those nothing is known any more, whatever became of them.
    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 0)]
    public async Task Read_OfBeforeOutcomesAreKept_IsLeftOut(long afterMs, int counted)
    {
        var sinceMs = Clock.NowMs - (long)new ExperimentOptions().Retention.TotalMilliseconds;
        Ledger.Put(Record(1, "n1", sinceMs + afterMs));
        var report = await Experiments.ReadAsync(Cohort, 0, long.MaxValue, CancellationToken.None);
        Assert.Equal(counted, report.Treatment.Decided + report.Holdout.Decided);
    }

    [Fact]
    public async Task Read_TakesTheEnrolledFromTheStore_OfBothArms()
    {
        for (var i = 1; i <= 40; i++)
        {
            Assert.True((await Memory.DecideAsync(Notices.Request(Record(i, $"n{i}", Clock.NowMs)), CancellationToken.None)).Admitted);
        }

        var enrolled = (await Experiments.ReadAsync(Cohort, 0, long.MaxValue, CancellationToken.None)).Phases[0];
        Assert.Equal(ExperimentPhase.Enrolled, enrolled.Phase);
        Assert.Equal(40, enrolled.Treatment + enrolled.Holdout);
        Assert.Equal(Enumerable.Range(1, 40).Count(i => Record(i, "n", 0).Holdout), enrolled.Holdout);
    }

    private static LedgerRecord Record(int household, string id, long decidedMs, string cohort = "test", bool shadow = false)
    {
        var record = Notices.Record((ulong)household * 0x9E3779B97F4A7C15, id, cohort: cohort, decidedMs: decidedMs);
        return record with { Holdout = CohortHash.Arm(Cohort.Salt, record.Household) < Cohort.HoldoutShare, Shadow = shadow };
    }

    private async Task<bool> AddAsync(int household, string id, long decidedMs, string cohort = "test", bool shadow = false)
    {
        var record = Record(household, id, decidedMs, cohort, shadow);
        Ledger.Put(record);
        var leg = new SessionLeg(LegEnd.Idle, decidedMs + 3_600_000, 3_600_000, 4_000, 1);
        var outcome = new NoticeOutcome { DeliveredMs = decidedMs + 5, Legs = new Dictionary<string, SessionLeg> { ["0"] = leg } };
        await Outcomes.AddAsync([new OutcomeChange(id, decidedMs, outcome)], TimeSpan.FromDays(3_650), CancellationToken.None);
        return record.Holdout;
    }
}
