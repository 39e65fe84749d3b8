using NoticeService.Domain.Statistics;

namespace NoticeService.Domain.Experiments;

/// <summary>Adds up the households of one arm. Not thread-safe.</summary>
internal sealed class ArmSums
{
    private const double MsAnHour = 3_600_000;

    // Where limits of a share are tightest: between the first evening of a small test and the 20,000 held out of a large one.
    private const double TightestAt = 1_000;

    private readonly long[] phases = new long[Enum.GetValues<ExperimentPhase>().Length];
    private ArmFigures figures = new();
    private RatioSequence stalls;
    private (double Sum, long Households) abandoned;
    private (double Sum, long Households) returned;

    /// <summary>Households that came so far.</summary>
    public long InPhase(ExperimentPhase phase) => phases[(int)phase];

    /// <summary>One household, with all of its notices.</summary>
    public void Add(in HouseholdTotals totals)
    {
        Count(ExperimentPhase.Decided, totals.Decided);
        Count(ExperimentPhase.Delivered, totals.Delivered);
        Count(ExperimentPhase.OutcomeKnown, totals.OutcomesKnown);
        Count(ExperimentPhase.ReturnKnown, totals.ReturnsKnown);
        figures = figures with
        {
            Users = figures.Users + 1,
            Decided = figures.Decided + totals.Decided,
            Delivered = figures.Delivered + totals.Delivered,
            Displayed = figures.Displayed + totals.Displayed,
            OutcomesDue = figures.OutcomesDue + totals.OutcomesDue,
            OutcomesKnown = figures.OutcomesKnown + totals.OutcomesKnown,
            Abandoned = figures.Abandoned + totals.Abandoned,
            Broken = figures.Broken + totals.Broken,
            ReturnsKnown = figures.ReturnsKnown + totals.ReturnsKnown,
            Returned = figures.Returned + totals.Returned,
            ReturnsPending = figures.ReturnsPending + totals.ReturnsPending,
            WatchedHours = figures.WatchedHours + totals.WatchedMs / MsAnHour,
            StarvedHours = figures.StarvedHours + totals.StarvedMs / MsAnHour,
            Stalls = figures.Stalls + totals.Stalls,
        };
        if (totals.OutcomesKnown > 0)
        {
            stalls = stalls.Add(totals.Stalls, totals.WatchedMs / MsAnHour);
            abandoned = (abandoned.Sum + (double)totals.Abandoned / totals.OutcomesKnown, abandoned.Households + 1);
        }

        if (totals.ReturnsKnown > 0)
        {
            returned = (returned.Sum + (double)totals.Returned / totals.ReturnsKnown, returned.Households + 1);
        }
    }

    public ArmFigures Figures(double alpha) => figures with
    {
        StallsPerHour = stalls.Bottom > 0 ? new Measured(stalls.Ratio, stalls.At(alpha)) : null,
        AbandonmentShare = Share(abandoned, alpha),
        ReturnedShare = Share(returned, alpha),
    };

    /// <summary>This arm less the other; each of the differences errs with a share of alpha, so that all hold at once.</summary>
    public IReadOnlyList<ArmDifference> Less(ArmSums other, double alpha)
    {
        var each = alpha / Enum.GetValues<Measure>().Length;
        return
        [
            new(Measure.StallsPerHour, LessStalls(other, each)),
            new(Measure.AbandonmentShare, Less(abandoned, other.abandoned, each)),
            new(Measure.ReturnedShare, Less(returned, other.returned, each)),
        ];
    }

    private void Count(ExperimentPhase phase, int notices)
    {
        if (notices > 0)
        {
            phases[(int)phase]++;
        }
    }

    private Measured? LessStalls(ArmSums other, double alpha) =>
        Math.Min(stalls.Units, other.stalls.Units) >= ExperimentTerms.LeastHouseholds && stalls.Bottom > 0 && other.stalls.Bottom > 0
            ? new Measured(stalls.Ratio - other.stalls.Ratio, stalls.Less(other.stalls, alpha))
            : null;

    private static Measured? Share((double Sum, long Households) of, double alpha) =>
        of.Households == 0 ? null : new Measured(of.Sum / of.Households, ShareSequence.At(of.Sum, of.Households, TightestAt, alpha));

    // Each arm's limits err with half, and hold for any number of households: no normal limits, which a few abandonments would break.
    private static Measured? Less((double Sum, long Households) of, (double Sum, long Households) other, double alpha) =>
        Share(of, alpha / 2) is { } a && Share(other, alpha / 2) is { } b
            ? new Measured(a.Value - b.Value, new Limits(a.Limits.Low - b.Limits.High, a.Limits.High - b.Limits.Low))
            : null;
}
