namespace NoticeService.Domain.Ledger;

/// <summary>What is wrong with a ledger.</summary>
public enum LedgerFault : byte
{
    /// <summary>A day has no seal, and days before and after it have.</summary>
    SealMissing,

    /// <summary>A seal does not hold the hash of the one before: one of the two was changed.</summary>
    ChainBroken,

    /// <summary>A seal's lists are not those that it sealed, or its text is not one of ours.</summary>
    SealChanged,

    /// <summary>A record says something else than when it was sealed or written.</summary>
    RecordChanged,

    /// <summary>A record moved to another state after its day was sealed, without the note that such moves leave.</summary>
    StateChanged,

    /// <summary>A record that was sealed or written is gone.</summary>
    RecordRemoved,

    /// <summary>A record is there that was not when its day was sealed, without the note that late ones leave.</summary>
    RecordAdded,

    /// <summary>An entry in the middle of a journal cannot be read; the day is its file's.</summary>
    JournalDamaged,
}

/// <summary>One fault.</summary>
/// <param name="Day">The seal's, or the record's.</param>
/// <param name="NoticeId">Null when it is a seal's or a journal's.</param>
public sealed record LedgerFinding(LedgerFault Fault, DateOnly Day, string? NoticeId);
