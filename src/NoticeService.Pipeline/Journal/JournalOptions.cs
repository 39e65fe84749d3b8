using System.ComponentModel.DataAnnotations;

namespace NoticeService.Pipeline.Journal;

/// <summary>The pod's own copy of the ledger. Section <c>Ledger</c>.</summary>
public sealed class JournalOptions : IValidatableObject
{
    /// <summary>Fewest days that records are kept: what is published of a month needs them.</summary>
    public const int LeastRetentionDays = 30;

    public const string Section = "Ledger";

    /// <summary>Folder of the journal and of the seals; made when absent; one service at a time. Default empty: <c>journal</c> in the data folder.</summary>
    public string JournalDirectory { get; set; } = "";

    /// <summary>A segment that is as long is closed, as at the end of each UTC day. Default 64 MB; 4 KB to 1 GB.</summary>
    [Range(4 * 1024, 1024 * 1024 * 1024)]
    public long SegmentBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// Segments of days longer ago are deleted; seals never are. What is deleted can no longer be given back to a store that lost
    /// it. Default 400 days; 2 to 3,650.
    /// </summary>
    [Range(2, 3_650)]
    public int JournalRetentionDays { get; set; } = 400;

    /// <summary>
    /// Records, past verdicts and evidence of days longer ago are taken out of the store, once their day is sealed; seals never are, nor what a
    /// household was enrolled in. The journals have them until their own retention ends. Default 0: they are kept for ever; else 30 to 3,650 days.
    /// </summary>
    [Range(0, 3_650)]
    public int RetentionDays { get; set; }

    /// <summary>
    /// No notice goes out for this long after a connection to the store was made, so that every pod can give back what the store
    /// may have lost meanwhile. Default 5 s; 0 to 10 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ReconcileHold { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long after its end a UTC day is sealed, so that its last receipts are in it. Default 10 min; 0 to 12 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "12:00:00")]
    public TimeSpan SealDelay { get; set; } = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (RetentionDays is > 0 and < LeastRetentionDays)
        {
            yield return new ValidationResult($"{Section}:{nameof(RetentionDays)} must be 0, which keeps all for ever, or {LeastRetentionDays} to 3,650 days.", [nameof(RetentionDays)]);
        }
    }
}
