using NoticeService.Domain.Statistics;

namespace NoticeService.Domain.Experiments;

/// <summary>A figure and its limits, which hold at all times at once.</summary>
public readonly record struct Measured(double Value, Limits Limits);

/// <summary>How far a household came. In order: each phase is of those of the one before.</summary>
public enum ExperimentPhase : byte
{
    /// <summary>In the store's sets of the cohort, at any time, also in shadow.</summary>
    Enrolled,

    /// <summary>A notice was decided in the time asked for.</summary>
    Decided,

    /// <summary>One was handed to the player, or would have been.</summary>
    Delivered,

    /// <summary>What became of the session is known.</summary>
    OutcomeKnown,

    /// <summary>Whether somebody came back is known: the session's end is, and the days after it are over.</summary>
    ReturnKnown,
}

/// <summary>The split between the arms in one phase.</summary>
/// <param name="Phase">Which.</param>
/// <param name="Treatment">Households.</param>
/// <param name="Holdout">Households.</param>
/// <param name="PValue">Of the sequential test for a wrong split; null where the share meant is not known.</param>
public sealed record PhaseSplit(ExperimentPhase Phase, long Treatment, long Holdout, double? PValue);

/// <summary>What is compared.</summary>
public enum Measure : byte
{
    StallsPerHour,
    AbandonmentShare,
    ReturnedShare,
}

/// <summary>Treatment less holdout.</summary>
/// <param name="Measure">Of what.</param>
/// <param name="Found">Null while it cannot be told.</param>
public sealed record ArmDifference(Measure Measure, Measured? Found)
{
    /// <summary>Whether the limits leave no room for 0.</summary>
    public bool IsShown => Found is { } found && !found.Limits.Contains(0);
}

/// <summary>One arm. Notices unless said otherwise.</summary>
public sealed record ArmFigures
{
    /// <summary>Households with a decision.</summary>
    public long Users { get; init; }

    public long Decided { get; init; }

    /// <summary>Handed to the player; of the holdout, those that would have been.</summary>
    public long Delivered { get; init; }

    /// <summary>Of the delivered, those of which the player said that they were on screen.</summary>
    public long Displayed { get; init; }

    /// <summary>Of the delivered, those old enough for their outcome to be known.</summary>
    public long OutcomesDue { get; init; }

    /// <summary>Of the due, those of which something is known.</summary>
    public long OutcomesKnown { get; init; }

    /// <summary>Of the known: sessions that the player ended soon after the decision.</summary>
    public long Abandoned { get; init; }

    /// <summary>Of the known: sessions whose connection broke and that came back nowhere.</summary>
    public long Broken { get; init; }

    /// <summary>Of the known: whether the household came back is known.</summary>
    public long ReturnsKnown { get; init; }

    public long Returned { get; init; }

    /// <summary>Of the delivered: the days after the session are not over.</summary>
    public long ReturnsPending { get; init; }

    public double WatchedHours { get; init; }

    public double StarvedHours { get; init; }

    public long Stalls { get; init; }

    /// <summary>Null without anything watched.</summary>
    public Measured? StallsPerHour { get; init; }

    /// <summary>Mean over households of the share of their notices; null without any known.</summary>
    public Measured? AbandonmentShare { get; init; }

    /// <summary>Mean over households of the share of their notices; null without any known.</summary>
    public Measured? ReturnedShare { get; init; }
}

/// <summary>What an experiment says so far.</summary>
public sealed record ExperimentReport
{
    public required ExperimentTerms Terms { get; init; }

    public required ArmFigures Treatment { get; init; }

    public required ArmFigures Holdout { get; init; }

    public required IReadOnlyList<PhaseSplit> Phases { get; init; }

    public required IReadOnlyList<ArmDifference> Differences { get; init; }

    /// <summary>Share of the households held out that the split is compared with, 0 to 1.</summary>
    public required double ExpectedHoldoutShare { get; init; }

    /// <summary>Households left out, since their arm depends on when they were enrolled: the holdout share or the salt was another then.</summary>
    public required long LeftOut { get; init; }

    /// <summary>The smallest p-value of the phases from the decision on times their number, at most 1; null without any.</summary>
    public double? SampleRatioP => Tested().Min() is { } least ? Math.Min(1, least * Tested().Count()) : null;

    /// <summary>The phase whose split is surest to be wrong; null when none is.</summary>
    public PhaseSplit? OffPhase => SampleRatioP <= Terms.SampleRatioAlpha ? Phases.Where(p => p.Phase != ExperimentPhase.Enrolled && p.PValue is not null).MinBy(p => p.PValue) : null;

    /// <summary>
    /// The split of all that were ever enrolled, when it is not as the share in force would have it; null when it is. It forbids nothing: the share
    /// may have been another when some of them were enrolled, and whether those are among the decided is seen there.
    /// </summary>
    public PhaseSplit? OffEnrolment => Phases.FirstOrDefault(p => p.Phase == ExperimentPhase.Enrolled && p.PValue <= Terms.SampleRatioAlpha);

    private IEnumerable<double?> Tested() => Phases.Where(p => p.Phase != ExperimentPhase.Enrolled).Select(p => p.PValue).Where(p => p is not null);
}
