using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Evidence;

/// <summary>
/// All that a verdict followed from in one window, by itself: whoever has it can work the verdict out again and need not trust
/// whoever made it. Immutable.
/// </summary>
public sealed record EvidencePack
{
    /// <summary>Since 2 nobody was named whom a few liars could have had named (<see cref="VerdictSettings.MinPoisoningMargin"/>).</summary>
    public const int CurrentVersion = 2;

    public required int Version { get; init; }

    /// <summary>End of the window, ms since the Unix epoch.</summary>
    public required long AtMs { get; init; }

    /// <summary>How many windows of 10 s the cells sum.</summary>
    public required int Windows { get; init; }

    /// <summary>What was said, with the figures that were given for it.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The thresholds in force.</summary>
    public required VerdictSettings Settings { get; init; }

    /// <summary>As the engine of its time knew them: what it did not ask is not asked of it now.</summary>
    internal EvidencePack OfItsTime => Version < 2 ? this with { Settings = Settings with { MinPoisoningMargin = 0 } } : this;

    /// <summary>The cells of the verdict's metros, and all those of the ISPs seen there.</summary>
    public required IReadOnlyList<PackedCell> Cells { get; init; }

    /// <summary>What those cells were compared with.</summary>
    public required IReadOnlyList<CalmEntry> Calm { get; init; }

    /// <summary>The sequential test, window by window, oldest first.</summary>
    public required IReadOnlyList<Weighing> Weighings { get; init; }
}
