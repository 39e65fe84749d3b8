namespace NoticeService.Domain.Verdicts;

/// <summary>Every threshold of the verdict. DESIGN section 5 has the reasons; the defaults are its figures.</summary>
public sealed record VerdictSettings
{
    /// <summary>Smallest fraction of throughput lost for which anybody is named. 0 to 1.</summary>
    public double NamedDrop { get; init; } = 0.25;

    /// <summary>A verdict closes when its drop has fallen below this fraction: lower than <see cref="NamedDrop"/>, so that it does not flap.</summary>
    public double ClosedDrop { get; init; } = 0.125;

    /// <summary>
    /// How much less than every peer a cell must have, for as long as calm is remembered, to be taken for crowded although it never
    /// was better. 0 to 1. Half: paths differ by less for reasons of their own.
    /// </summary>
    public double LevelDrop { get; init; } = 0.5;

    /// <summary>How far the degraded share of the accused must exceed that of its peers or of its own calm, before it counts. 0 to 1.</summary>
    public double Margin { get; init; } = 0.15;

    /// <summary>ln M at which a verdict is certain: 16 is one false alarm in 1,000 ISP-days over all hypotheses and windows.</summary>
    public double CertainLnM { get; init; } = 16;

    /// <summary>Households needed on both sides.</summary>
    public int MinHouseholds { get; init; } = 30;

    /// <summary>Address blocks needed on both sides.</summary>
    public int MinBlocks { get; init; } = 20;

    /// <summary>
    /// Share of all household-windows heard of the accused that would have to be lies to turn it, before anybody is named; 0 to 1. A tenth:
    /// twice the forged sessions that must never decide. Only homes that are fast enough testify, and those who lie choose their norm too:
    /// where few testify, a few of all suffice. At least <see cref="MinHouseholds"/> must testify as well. 0 asks neither.
    /// </summary>
    public double MinPoisoningMargin { get; init; } = 0.1;

    /// <summary>Testifying ISPs needed before a transit path is named.</summary>
    public int MinIspsForPath { get; init; } = 3;

    /// <summary>Servers over which a transit path must be low.</summary>
    public int MinServersForPath { get; init; } = 2;

    /// <summary>
    /// How far the caps of a whole term's large cells may lie apart in one metro, octaves. In New York in 2013 Verizon had 1.4
    /// Mbit/s over one transit and 13.5 over another: no single bottleneck does that.
    /// </summary>
    public double MaxCapSpread { get; init; } = 1;

    /// <summary>Share of testifying ISPs (service) or cells that must be low before we blame ourselves. 0 to 1.</summary>
    public double ServiceShare { get; init; } = 0.8;

    /// <summary>Intra-cell correlation of households in one window, at least; the share that calm data shows is used when larger. 0 to 1.</summary>
    public double MinCorrelation { get; init; } = 0.005;

    /// <summary>Most that one household-window may add to ln M, nats: sixteen liars could not decide in one window, and thirty households must testify.</summary>
    public double MaxGainPerHousehold { get; init; } = 1;

    /// <summary>Most that one window may add to ln M: no verdict from a single window.</summary>
    public double MaxGainPerWindow { get; init; } = 15;

    /// <summary>Windows that are pooled into "now".</summary>
    public int RecentWindows { get; init; } = 3;

    /// <summary>Windows in a row that must agree before a verdict closes or changes.</summary>
    public int SteadyWindows { get; init; } = 3;

    /// <summary>
    /// Windows in a row for which a suspicion with evidence behind it is weighed on without being found: two minutes, since the
    /// homes of a small ISP fade and come back about as fast.
    /// </summary>
    public int FaintWindows { get; init; } = 12;

    /// <summary>
    /// Windows after its close for which a verdict is still watched before it is refitted, when those it accuses stay slow: five
    /// minutes, in which what took its place has shown what it is.
    /// </summary>
    public int RefitWindows { get; init; } = 30;

    /// <summary>Household-windows of calm before a stratum's calm median counts; its own error is counted beside it.</summary>
    public double MinCalmWeight { get; init; } = 50;

    /// <summary>Calm windows before a stratum's calm median counts.</summary>
    public int MinCalmWindows { get; init; } = 12;

    /// <summary>
    /// Windows of 10 s that calm remembers (time constant): two hours. An evening that takes 20 % over three hours is followed
    /// to within 10 %; crowding that takes half within two hours is still seen when a third is gone.
    /// </summary>
    public int CalmMemoryWindows { get; init; } = 720;

    /// <summary>
    /// Distinct households from which a cell's figures are looked at. Fewer than <see cref="MinHouseholds"/>: a small cell names
    /// nobody by itself, but the same term over several metros or paths may.
    /// </summary>
    public int MinCellHouseholds { get; init; } = 10;

    /// <summary>Households of a stratum below which it is not looked at in one pool of recent windows.</summary>
    public int MinStratum { get; init; } = 8;

    /// <summary>Fraction of throughput that a home must lose, of its own calm, before it is told to look at its own network. 0 to 1: two thirds.</summary>
    public double HomeDrop { get; init; } = 0.65;

    /// <summary>Windows in a row for which it must: two minutes, since half lost for a minute is Wi-Fi on any evening.</summary>
    public int HomeWindows { get; init; } = 12;

    /// <summary>When a session is its own home's doing: where no verdict would stand any more.</summary>
    public HomeRule Home => new() { SlowDrop = HomeDrop, Windows = HomeWindows, HealthyDrop = ClosedDrop };

    /// <summary>How long a closed verdict stays in the feed, ms.</summary>
    public long ShowClosedForMs { get; init; } = 3_600_000;

    /// <summary>log2(1 - NamedDrop): the shortfall below calm from which a session counts as degraded, octaves.</summary>
    public double DegradedOctaves => Math.Log2(1 - NamedDrop);
}
