namespace NoticeService.Domain.Disputes;

/// <summary>Where a dispute stands.</summary>
public enum DisputeState : byte
{
    Open,

    /// <summary>The ISP is right: what it disputes is taken back.</summary>
    Upheld,

    /// <summary>What it disputes stands.</summary>
    Rejected,
}

/// <summary>An ISP's reply to a verdict that names it. Immutable: a change is a new value with the same id. A stored format: what older ones lack has a default.</summary>
public sealed record Dispute
{
    /// <summary>Unique, 32 hex digits.</summary>
    public required string Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required string Isp { get; init; }

    /// <summary>What it is about.</summary>
    public required string VerdictId { get; init; }

    /// <summary>What the ISP says.</summary>
    public required string Statement { get; init; }

    /// <summary>Who opened it: an account of the ISP's, or somebody on its behalf.</summary>
    public required string OpenedBy { get; init; }

    /// <summary>Ms since the Unix epoch.</summary>
    public required long OpenedMs { get; init; }

    public DisputeState State { get; init; } = DisputeState.Open;

    /// <summary>What its pause covers, as the store names it; null when it brought none.</summary>
    public string? PauseScope { get; init; }

    /// <summary>When its pause ends at the latest, ms; 0 when it brought none.</summary>
    public long PauseUntilMs { get; init; }

    /// <summary>Why it brought no pause.</summary>
    public NoPause NoPause { get; init; }

    /// <summary>Who resolved it; null while it is open.</summary>
    public string? ResolvedBy { get; init; }

    /// <summary>Ms since the Unix epoch; null while it is open.</summary>
    public long? ResolvedMs { get; init; }

    /// <summary>A sentence that says why; null while it is open.</summary>
    public string? Resolution { get; init; }

    /// <summary>Whether its own pause holds.</summary>
    public bool PausesAt(long nowMs) => State == DisputeState.Open && nowMs < PauseUntilMs;
}
