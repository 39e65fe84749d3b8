namespace NoticeService.Domain.Verdicts;

/// <summary>A culprit, its scope, since when, how sure, and why. Immutable: a change is a new value with the same id.</summary>
public sealed record Verdict
{
    /// <summary>Unique: culprit, scope and the window that decided, for example <c>interconnect.verizon.cogent.20260101T120010Z</c>.</summary>
    public required string Id { get; init; }

    public required Culprit Culprit { get; init; }

    public required VerdictState State { get; init; }

    /// <summary>Null where the culprit has none.</summary>
    public string? Isp { get; init; }

    /// <summary>Null where the culprit has none.</summary>
    public string? Path { get; init; }

    /// <summary>The metros in which it holds; empty is all.</summary>
    public IReadOnlyList<string> Metros { get; init; } = [];

    /// <summary>Estimated start of the crowding, ms since the Unix epoch.</summary>
    public required long OnsetMs { get; init; }

    /// <summary>End of the window that decided, ms.</summary>
    public required long OpenedMs { get; init; }

    /// <summary>Null while open.</summary>
    public long? ClosedMs { get; init; }

    /// <summary>1 - the false-alarm probability under the configured budget; 0 to 1.</summary>
    public required double Confidence { get; init; }

    /// <summary>Fraction of throughput lost by the households that testify; 0 to 1.</summary>
    public required double Drop { get; init; }

    /// <summary>Sessions in scope in the window that decided.</summary>
    public required long Sessions { get; init; }

    /// <summary>Distinct households in scope in the window that decided.</summary>
    public required long Households { get; init; }

    /// <summary>One paragraph in plain words.</summary>
    public required string Reason { get; init; }

    /// <summary>When it was found wrong, ms; null while it stands. Only what was closed is retracted.</summary>
    public long? RetractedMs { get; init; }

    /// <summary>Why it was found wrong, in plain words; null while it stands.</summary>
    public string? Retraction { get; init; }

    /// <summary>The figures behind it; null only before the first window.</summary>
    public VerdictEvidence? Evidence { get; init; }

    /// <summary>Whether a session seen here lies inside the scope.</summary>
    public bool Covers(in Cells.CellKey cell) =>
        (Isp is null || Isp == cell.Isp)
        && (Path is null || Path == cell.Path)
        && (Metros.Count == 0 || Metros.Contains(cell.Metro));
}
