namespace NoticeService.Domain.Disputes;

/// <summary>
/// What a dispute may pause, and for how long. Bounded on three sides, so that no ISP can keep the service silent by opening disputes again and
/// again: each pause ends by itself, a period has so many of them, and what was rejected is not paused again soon. Immutable.
/// </summary>
public sealed record DisputeSettings
{
    /// <summary>Longest pause, hours: a month.</summary>
    public const double MaxPauseHours = 744;

    /// <summary>Most pauses of an ISP in a period.</summary>
    public const int MostPauses = 1_000;

    /// <summary>Longest period and longest wait after a rejection, days: a year.</summary>
    public const double MaxDays = 366;

    /// <summary>Most disputes of an ISP that may be open at once.</summary>
    public const int MostOpen = 1_000;

    /// <summary>What is paused: by default the notices of the disputed verdict, so that a doubt about one evening does not hide the next.</summary>
    public PauseReach Pause { get; init; } = PauseReach.Verdict;

    /// <summary>A pause ends after this time at the latest, whether or not somebody has looked: 24 h by default.</summary>
    public TimeSpan PauseFor { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How many pauses an ISP may have in <see cref="Period"/>: 3 by default. Those of disputes that were upheld do not count.</summary>
    public int MaxPauses { get; init; } = 3;

    /// <summary>30 days by default.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromDays(30);

    /// <summary>After a dispute was rejected another about the same pauses nothing for this time: 14 days by default.</summary>
    public TimeSpan AfterRejection { get; init; } = TimeSpan.FromDays(14);

    /// <summary>How many disputes of one ISP may be open at once: 20 by default.</summary>
    public int MaxOpen { get; init; } = 20;
}
