using System.Runtime.InteropServices;
using NoticeService.Domain.Admission;
using NoticeService.Domain.Households;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Statistics;

namespace NoticeService.Domain.Experiments;

/// <summary>
/// Adds up an experiment from ledger records and what came after them, in any order. Holds about 140 bytes a household and nothing
/// of a notice. Not thread-safe.
/// </summary>
/// <remarks>
/// A household's arm follows from a hash u of its own: held out when u is below the holdout share in force when it was enrolled. Where that
/// share was changed since, the households whose u lies between the shares are in the arm of their time, and arms of different times must
/// not be compared. Those households show themselves: their arm is not what the share in force would give. So whoever's u lies where any such
/// was found is left out; of the rest the arm is the same under all shares that there were, and the split that is to be expected follows.
/// </remarks>
public sealed class ExperimentTally(ExperimentTerms terms)
{
    private readonly Dictionary<HouseholdId, HouseholdTotals> households = [];

    /// <summary>Households so far.</summary>
    public int Households => households.Count;

    /// <summary>One record of the cohort; a shadow's is none of the experiment.</summary>
    /// <param name="record">Each notice once.</param>
    /// <param name="outcome">Null when nothing is known.</param>
    public void Add(LedgerRecord record, NoticeOutcome? outcome)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (!record.Shadow)
        {
            ref var totals = ref CollectionsMarshal.GetValueRefOrAddDefault(households, record.Household, out var known);
            if (!known)
            {
                totals.U = CohortHash.Arm(terms.Cohort.Salt, record.Household);
            }

            totals.Add(record, outcome, terms);
        }
    }

    /// <summary>What it says so far.</summary>
    public ExperimentReport Report()
    {
        var share = terms.Cohort.HoldoutShare;
        var (low, high) = Disputed();
        ArmSums treatment = new(), holdout = new();
        long leftOut = 0;
        foreach (var totals in households.Values)
        {
            if ((totals.U >= low && totals.U < high) || (totals.Treated && totals.HeldOut))
            {
                leftOut++;
                continue;
            }

            (totals.HeldOut ? holdout : treatment).Add(totals);
        }

        var expected = low < high ? low / (1 - (high - low)) : share;
        return new ExperimentReport
        {
            Terms = terms,
            Treatment = treatment.Figures(terms.Alpha),
            Holdout = holdout.Figures(terms.Alpha),
            Phases = [Enrolled(low < high), .. Enum.GetValues<ExperimentPhase>().Skip(1).Select(p => Split(p, treatment.InPhase(p), holdout.InPhase(p), expected))],
            Differences = treatment.Less(holdout, terms.Alpha),
            ExpectedHoldoutShare = expected,
            LeftOut = leftOut,
        };
    }

    // From the lowest to the highest hash, the share in force among them, of those who are in another arm than it gives; empty when all agree.
    private (double Low, double High) Disputed()
    {
        var share = terms.Cohort.HoldoutShare;
        var (low, high) = (share, share);
        foreach (var totals in households.Values)
        {
            if (totals.HeldOut && totals.U >= share)
            {
                high = Math.Max(high, Math.BitIncrement(totals.U));
            }
            else if (totals.Treated && totals.U < share)
            {
                low = Math.Min(low, totals.U);
            }
        }

        return (low, high);
    }

    private PhaseSplit Enrolled(bool disputed) => disputed
        ? new(ExperimentPhase.Enrolled, terms.Enrolled - terms.EnrolledHeldOut, terms.EnrolledHeldOut, null)
        : Split(ExperimentPhase.Enrolled, terms.Enrolled - terms.EnrolledHeldOut, terms.EnrolledHeldOut, terms.Cohort.HoldoutShare);

    private static PhaseSplit Split(ExperimentPhase phase, long treatment, long holdout, double expected) =>
        new(phase, treatment, holdout, expected is > 0 and < 1 ? SampleRatio.PValue([treatment, holdout], [1 - expected, expected]) : null);
}
