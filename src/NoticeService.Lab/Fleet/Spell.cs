using NoticeService.Lab.Simulation;

namespace NoticeService.Lab.Fleet;

/// <summary>One crowding of the script, and the notices that fell into it. Guarded by its owner's lock.</summary>
internal sealed class Spell(ScriptEvent cause, double startedAt)
{
    // A verdict closes some windows after the crowding ends; notices until then are still its doing.
    private const double AfterglowSeconds = 45;

    private double endedAt = double.PositiveInfinity;

    public ScriptEvent Cause { get; } = cause;

    /// <summary>Fleet time, s.</summary>
    public double StartedAt { get; } = startedAt;

    /// <summary>Fleet time of the first notice inside, s; null before.</summary>
    public double? FirstNoticeAt { get; private set; }

    public long Notices { get; private set; }

    public bool Active => double.IsPositiveInfinity(endedAt);

    public void End(double at) => endedAt = at;

    /// <summary>No shared link: the Wi-Fi of single homes.</summary>
    public bool IsAtHome => Cause.Link == LinkKind.Home;

    /// <summary>Whether it was going on at any moment between two times, s.</summary>
    public bool Overlaps(double from, double to) => StartedAt <= to && endedAt >= from;

    public bool Holds(double at) => at >= StartedAt && at <= endedAt + AfterglowSeconds;

    public void Count(double at)
    {
        FirstNoticeAt ??= at;
        Notices++;
    }
}
