using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Verdicts;

/// <summary>What the leader tells every pod after each window.</summary>
public sealed record VerdictFeed
{
    /// <summary>Nothing evaluated yet.</summary>
    public static VerdictFeed Empty { get; } = new();

    /// <summary>The leader's fencing epoch.</summary>
    public long Epoch { get; init; }

    /// <summary>Rises by one each publication of an epoch.</summary>
    public long Sequence { get; init; }

    /// <summary>The last window evaluated.</summary>
    public Window Window { get; init; }

    /// <summary>Suspected and open verdicts, and those closed within the last hour; by onset.</summary>
    public IReadOnlyList<Verdict> Verdicts { get; init; } = [];

    /// <summary>Every cell seen lately, in key order.</summary>
    public IReadOnlyList<CellState> Cells { get; init; } = [];

    /// <summary>Calm levels by which a session can tell that it suffers now.</summary>
    public IReadOnlyList<CalmLevel> Calm { get; init; } = [];

    /// <summary>Where calm came from when it was not live traffic, for example "synthetic calm history, 3,000 households"; null when it was.</summary>
    public string? CalmOrigin { get; init; }

    /// <summary>Of the thresholds under which the leader judges (<see cref="VerdictFingerprint"/>); null before anything was evaluated.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>When a session is its own home's doing.</summary>
    public HomeRule Home { get; init; } = new();

    public IEnumerable<Verdict> Open => Verdicts.Where(v => v.State == VerdictState.Open);
}
