using NoticeService.Domain.Samples;

namespace NoticeService.Pipeline.Replay;

/// <summary>What became of the rows of a replay.</summary>
public sealed class ReplayCounts
{
    private readonly long[] dropped = new long[Enum.GetValues<DropReason>().Length];

    /// <summary>Rows taken, good or bad.</summary>
    public long Rows { get; internal set; }

    /// <summary>Rows more than <see cref="TelemetryReplay.DisorderMs"/> behind the newest.</summary>
    public long TooLate { get; internal set; }

    /// <summary>Rows whose time is far ahead of all their neighbours'.</summary>
    public long FarAhead { get; internal set; }

    /// <summary>Rows whose client address belongs to no ISP of ours: counted among the good ones, testify nowhere.</summary>
    public long UnknownIsp { get; internal set; }

    /// <summary>Windows with any row.</summary>
    public long Windows { get; internal set; }

    /// <summary>Samples dropped by the rules, by reason.</summary>
    public long this[DropReason reason] => dropped[(int)reason];

    /// <summary>Rows that came to nothing.</summary>
    public long Dropped => TooLate + FarAhead + dropped.Skip(1).Sum();

    internal void Count(DropReason reason) => dropped[(int)reason]++;
}
