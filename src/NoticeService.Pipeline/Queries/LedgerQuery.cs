using NoticeService.Domain.Households;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Pipeline.Queries;

/// <summary>Which records; null is all.</summary>
public sealed record LedgerQuery
{
    public string? Isp { get; init; }

    public Culprit? Culprit { get; init; }

    public string? Cohort { get; init; }

    public HouseholdId? Household { get; init; }

    /// <summary>That it rested on.</summary>
    public string? VerdictId { get; init; }

    /// <summary>Inclusive, on the time of the decision, ms.</summary>
    public long FromMs { get; init; }

    /// <summary>Exclusive.</summary>
    public long ToMs { get; init; } = long.MaxValue;

    /// <summary>False leaves out what was never sent: holdouts and shadow cohorts.</summary>
    public bool Withheld { get; init; } = true;

    public bool Matches(LedgerRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.DecidedMs >= FromMs
            && record.DecidedMs < ToMs
            && (Isp is null || record.Isp == Isp)
            && (Culprit is null || record.Culprit == Culprit)
            && (Cohort is null || record.Cohort == Cohort)
            && (Household is null || record.Household == Household)
            && (VerdictId is null || record.VerdictId == VerdictId)
            && (Withheld || record.State != NoticeState.Withheld);
    }
}
