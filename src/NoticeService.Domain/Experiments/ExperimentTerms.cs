using NoticeService.Domain.Admission;

namespace NoticeService.Domain.Experiments;

/// <summary>What a report rests on.</summary>
public sealed record ExperimentTerms
{
    /// <summary>Notices between a decision and its outcome's time to be known: that time, and this to write it down.</summary>
    public static readonly TimeSpan WritingTime = TimeSpan.FromMinutes(1);

    /// <summary>Households that each arm must have before a difference of rates is given: below, the normal limits do not hold.</summary>
    public const int LeastHouseholds = 100;

    /// <summary>Of the configuration in force: its salt and its holdout share.</summary>
    public required CohortDefinition Cohort { get; init; }

    /// <summary>Whoever ended the session within this time after the decision has abandoned it.</summary>
    public required TimeSpan AbandonWithin { get; init; }

    /// <summary>When it is asked for, ms since the Unix epoch: what is not due by then is counted apart.</summary>
    public required long NowMs { get; init; }

    /// <summary>Chance that any interval ever misses, however often one looks; above 0, below 1.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>Chance that the split between the arms is ever called wrong when it is right; above 0, below 1.</summary>
    public double SampleRatioAlpha { get; init; } = 0.01;

    /// <summary>Households that the store has enrolled in all, whatever the time range.</summary>
    public long Enrolled { get; init; }

    /// <summary>Of them, held out.</summary>
    public long EnrolledHeldOut { get; init; }
}
