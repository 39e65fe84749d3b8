using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Verdicts;

/// <summary>One stratum's calm, as stored.</summary>
public sealed record CalmEntry(CellKey Cell, int Octave, StratumCalm Calm);

/// <summary>All that a new leader needs to continue where the old one stopped, but the recent windows, which the store still has.</summary>
public sealed record EngineState
{
    public const int CurrentVersion = 3;

    public int Version { get; init; } = CurrentVersion;

    /// <summary>The last window evaluated.</summary>
    public Window Window { get; init; }

    public IReadOnlyList<CalmEntry> Calm { get; init; } = [];

    public IReadOnlyList<Track> Tracks { get; init; } = [];

    /// <summary>What the verdicts that name somebody will be judged by again, by verdict id.</summary>
    public IReadOnlyList<CaseState> Cases { get; init; } = [];

    /// <summary>Verdicts closed lately.</summary>
    public IReadOnlyList<Verdict> Closed { get; init; } = [];

    /// <summary>Where calm came from when it was not live traffic, in words; null when it was.</summary>
    public string? CalmOrigin { get; init; }
}
