namespace NoticeService.Pipeline.WhatIf;

/// <summary>What a policy makes of a notice of the ledger, in the order in which the gate asks.</summary>
public enum ReplayedOutcome : byte
{
    Told,

    /// <summary>Recorded for the holdout, and not sent.</summary>
    HeldOut,

    /// <summary>Recorded by a shadow cohort, and not sent.</summary>
    Shadowed,

    /// <summary>A kill switch of the policy's file holds for it.</summary>
    Suspended,

    /// <summary>The culprit has no text in its language.</summary>
    NoText,

    /// <summary>In no cohort that runs.</summary>
    NotInCohort,

    /// <summary>Enrolled in another cohort before, which does not take it now.</summary>
    EnrolledElsewhere,

    /// <summary>The user would have been told within the cooldown.</summary>
    Cooldown,

    /// <summary>The cohort would have been full.</summary>
    CapReached,

    /// <summary>The cohort filters by player, which the ledger does not hold.</summary>
    PlayerUnknown,
}

/// <summary>What a policy makes of one notice.</summary>
/// <param name="Outcome">What becomes of it.</param>
/// <param name="Cohort">That has the user; empty when the gate asked none, or did not get so far.</param>
/// <param name="Text">What would be said; empty when nothing would be recorded.</param>
public readonly record struct ReplayedDecision(ReplayedOutcome Outcome, string Cohort, string Text);
