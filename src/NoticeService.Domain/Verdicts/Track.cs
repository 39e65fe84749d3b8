using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Verdicts;

/// <summary>What is remembered of one term from window to window. Immutable.</summary>
public sealed record Track
{
    public required Term Term { get; init; }

    /// <summary>Its verdict, suspected or open.</summary>
    public required Verdict Verdict { get; init; }

    public EvidenceProcess Evidence { get; init; }

    /// <summary>The cells last accused, in key order.</summary>
    public IReadOnlyList<CellKey> Cells { get; init; } = [];

    /// <summary>Windows in a row in which the term was found.</summary>
    public int Found { get; init; }

    /// <summary>Windows in a row in which it no longer explained anything.</summary>
    public int Missing { get; init; }
}
