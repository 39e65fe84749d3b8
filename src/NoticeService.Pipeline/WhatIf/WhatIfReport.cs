namespace NoticeService.Pipeline.WhatIf;

/// <summary>What the ledger says of one notice, and what would have become of it.</summary>
public enum WhatIfChange : byte
{
    /// <summary>The same, in the same cohort, and with the same words if it was told.</summary>
    None,
    OtherOutcome,
    OtherCohort,
    OtherText,
}

/// <summary>How many notices became one thing, and would have become another.</summary>
/// <param name="Was">In the ledger.</param>
/// <param name="WouldBe">Under the policy.</param>
/// <param name="Change">What is different.</param>
/// <param name="Notices">Under the other policy.</param>
/// <param name="InForce">Under the policy in force: where something changes there, it was not yet in force then.</param>
public sealed record WhatIfRow(ReplayedOutcome Was, ReplayedOutcome WouldBe, WhatIfChange Change, long Notices, long InForce);

/// <summary>Of one ISP, or of one cohort.</summary>
/// <param name="Name">Its id.</param>
/// <param name="Told">In the ledger.</param>
/// <param name="WouldBeTold">Under the other policy.</param>
public sealed record WhatIfShare(string Name, long Told, long WouldBeTold);

/// <summary>How late a pacing would have let the notices go.</summary>
/// <param name="Late">More than <see cref="PacedNotices.Late"/> after their decision.</param>
/// <param name="VeryLate">More than <see cref="PacedNotices.VeryLate"/>.</param>
/// <param name="Longest">The latest.</param>
public readonly record struct WhatIfWaits(long Late, long VeryLate, TimeSpan Longest)
{
    public static WhatIfWaits Of(PacedNotices paced)
    {
        ArgumentNullException.ThrowIfNull(paced);
        return new(paced.LateCount, paced.VeryLateCount, paced.Longest);
    }
}

/// <summary>What would differ.</summary>
public sealed record WhatIfReport
{
    /// <summary>Notices of the time asked for.</summary>
    public required long Notices { get; init; }

    /// <summary>Older ones, replayed to know who was told and enrolled.</summary>
    public required long Older { get; init; }

    public required IReadOnlyList<WhatIfRow> Rows { get; init; }

    public required IReadOnlyList<WhatIfShare> Isps { get; init; }

    public required IReadOnlyList<WhatIfShare> Cohorts { get; init; }

    public required WhatIfWaits Waits { get; init; }

    public required WhatIfWaits InForceWaits { get; init; }

    /// <summary>What to know of it, in whole sentences.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }
}
