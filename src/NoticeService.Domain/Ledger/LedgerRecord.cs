using NoticeService.Domain.Households;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Ledger;

/// <summary>How far a notice got. Later states are higher, but for the two ends: failed and withheld.</summary>
public enum NoticeState : byte
{
    /// <summary>Recorded, not yet handed to the stream.</summary>
    Reserved,
    Sent,
    Displayed,
    Dismissed,
    Failed,

    /// <summary>A holdout's or a shadow cohort's record: nothing was sent.</summary>
    Withheld,
}

/// <summary>The durable record of one notice, written before it is sent.</summary>
public sealed record LedgerRecord
{
    /// <summary>Unique for each decision, and the same when that decision is asked for again, so that a retry changes nothing.</summary>
    public required string NoticeId { get; init; }

    public required NoticeState State { get; init; }

    public required HouseholdId Household { get; init; }

    public required string SessionId { get; init; }

    public required string VerdictId { get; init; }

    public required Culprit Culprit { get; init; }

    /// <summary>The session's ISP, also where the culprit is another.</summary>
    public required string Isp { get; init; }

    /// <summary>The session's path.</summary>
    public required string Path { get; init; }

    public required string Metro { get; init; }

    public required string Cohort { get; init; }

    /// <summary>True for the holdout arm.</summary>
    public required bool Holdout { get; init; }

    /// <summary>True when a shadow cohort decided: recorded exactly as live, and never sent.</summary>
    public required bool Shadow { get; init; }

    public required string Text { get; init; }

    public required string Language { get; init; }

    /// <summary>The session's own shortfall when it was decided, octaves; negative is slower than its norm.</summary>
    public required double Shortfall { get; init; }

    /// <summary>What that rests on; null in records of before it was kept.</summary>
    public SessionFigures? Figures { get; init; }

    /// <summary>When it was decided, on the pod's clock, ms since the Unix epoch. Rates use the store's clock.</summary>
    public required long DecidedMs { get; init; }

    /// <summary>When the last receipt came, ms; null before. A failure without one is the service's own guess.</summary>
    public long? ReceiptMs { get; init; }
}
