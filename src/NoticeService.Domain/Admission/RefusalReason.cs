namespace NoticeService.Domain.Admission;

/// <summary>Why the gate sent nothing. Becomes a metric tag: a closed list, in the order in which the gate asks.</summary>
public enum RefusalReason : byte
{
    /// <summary>Admitted.</summary>
    None,
    Suspended,

    /// <summary>It names an ISP that disputes it, and the dispute's pause holds.</summary>
    Disputed,

    /// <summary>The culprit has no text in the viewer's language, or is undetermined.</summary>
    NoText,

    /// <summary>The player said that it cannot show notices.</summary>
    CannotShow,

    /// <summary>In no enabled cohort, or filtered out, or denied by name.</summary>
    NotInCohort,

    /// <summary>The user saw a notice within the cooldown.</summary>
    Cooldown,

    /// <summary>The user is in another cohort's arm, or in the other arm of this one: he stays where he was first enrolled.</summary>
    EnrolledElsewhere,

    /// <summary>The cohort's hard cap is reached and the user is not yet enrolled.</summary>
    CapReached,

    /// <summary>The ISP's pacing leaves no room now.</summary>
    IspPacing,

    /// <summary>The global pacing leaves no room now.</summary>
    GlobalPacing,

    /// <summary>The leased right to send one was used too late. Another is leased.</summary>
    LeaseLapsed,

    /// <summary>The store could not confirm: fail closed.</summary>
    StoreUnavailable,

    /// <summary>The pod's journal cannot be written: fail closed.</summary>
    JournalUnavailable,

    /// <summary>The store may have forgotten cooldowns, which the pods' journals are giving back: fail closed.</summary>
    Reconciling,
}
