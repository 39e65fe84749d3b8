namespace NoticeService.Domain.Samples;

/// <summary>Why a sample was dropped as bad. Becomes a metric tag: a closed list.</summary>
public enum DropReason : byte
{
    /// <summary>Not dropped.</summary>
    None,
    NegativeThroughput,

    /// <summary>Above <see cref="SampleRules.MaxThroughputKbps"/>.</summary>
    AbsurdThroughput,

    /// <summary>A negative or absurd bitrate, buffer, starvation or object size.</summary>
    FieldOutOfRange,

    /// <summary>The server is not in the table of servers.</summary>
    UnknownServer,

    /// <summary>The same client time as the session's last sample.</summary>
    Duplicate,

    /// <summary>Older than the session's last sample.</summary>
    Late,

    /// <summary>More samples in one window than <see cref="SampleRules.MaxPerWindow"/>.</summary>
    TooFast,
}

/// <summary>What a good sample says about speed.</summary>
public enum Testimony : byte
{
    /// <summary>A measurement of speed.</summary>
    Measured,

    /// <summary>The object was short because the player had been pushed down its ladder or starved: slow, at most this fast.</summary>
    CensoredLow,

    /// <summary>The object was too small to leave TCP slow start and nothing suggests that it was slow.</summary>
    SlowStart,

    /// <summary>The player says that it was not trying.</summary>
    AppLimited,
}
