using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Verdicts;

/// <summary>A cell as it was accused: the sequential test counts the next window in the strata that would show this cap.</summary>
/// <param name="Cell">Which.</param>
/// <param name="Cap">log2 kbit/s.</param>
public readonly record struct AccusedCell(CellKey Cell, double Cap);

/// <summary>What is remembered of one term from window to window. Immutable.</summary>
public sealed record Track
{
    /// <summary>Who is accused, also while the verdict is undetermined.</summary>
    public required Term Term { get; init; }

    /// <summary>Its verdict, suspected or open.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The sequential test so far.</summary>
    public EvidenceProcess Evidence { get; init; }

    /// <summary>Its last windows, oldest first; at most <see cref="VerdictEvidence.MaxPoints"/>.</summary>
    public IReadOnlyList<Weighing> Weighings { get; init; } = [];

    /// <summary>The cells last accused, in key order.</summary>
    public IReadOnlyList<AccusedCell> Cells { get; init; } = [];

    /// <summary>Degraded share of the rivals' peers when the term was last found, 0 to 1.</summary>
    public double PeerShare { get; init; }

    /// <summary>Windows in a row in which the term was found.</summary>
    public int Found { get; init; }

    /// <summary>Windows in a row in which it was found as the verdict says it: with the same doubt, or as much without.</summary>
    public int Agreed { get; init; }

    /// <summary>Why nobody could have been named for it when it was last found; a verdict that stands bears a few such windows.</summary>
    public Doubt Doubt { get; init; }

    /// <summary>Windows in a row in which it no longer explained anything.</summary>
    public int Missing { get; init; }

    /// <summary>One window more.</summary>
    internal Track Weighed(in Weighing weighing, VerdictSettings settings) => this with
    {
        Evidence = weighing.After(settings),
        Weighings = [.. Weighings.TakeLast(VerdictEvidence.MaxPoints - 1), weighing],
    };

    /// <summary>Whether one of its cells is this.</summary>
    public bool Accuses(CellKey cell) => Cells.Any(c => c.Cell == cell);
}
