namespace NoticeService.Lab.Baselines;

/// <summary>The thresholds of <see cref="BlameIt"/>: the paper's where it has them.</summary>
internal sealed record BlameItSettings
{
    /// <summary>Windows in a bucket: five minutes.</summary>
    public int BucketWindows { get; init; } = 30;

    /// <summary>Homes at a time below which a quartet is not looked at: the paper's samples are connections, and a home is one.</summary>
    public int MinSamples { get; init; } = 10;

    /// <summary>Quartets that must share a location or a path before it can be judged.</summary>
    public int MinQuartets { get; init; } = 5;

    /// <summary>tau: share of the quartets that must be worse than expected before what they share is blamed.</summary>
    public double Tau { get; init; } = 0.8;

    /// <summary>Days from which the expected level is learned.</summary>
    public int HistoryDays { get; init; } = 14;

    /// <summary>Buckets of history before anything is expected. Ours: the paper always has its 14 days.</summary>
    public int MinHistoryBuckets { get; init; } = 3;

    /// <summary>
    /// Fraction of throughput below the expected level of its location at which a quartet is bad. Ours: it stands for the
    /// paper's RTT target of a region, and is the drop that the engine names.
    /// </summary>
    public double BadDrop { get; init; } = 0.25;

    /// <summary>
    /// Distinct households in the cells that are blamed together, below which nothing is said. Ours: the floor of the engine,
    /// so that the rule is not held responsible for one slow home.
    /// </summary>
    public int MinHouseholds { get; init; } = 30;
}
