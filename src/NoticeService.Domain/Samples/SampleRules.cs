namespace NoticeService.Domain.Samples;

/// <summary>Which samples are fit to be counted at all. Pure: the caller keeps what it must remember of a session.</summary>
public static class SampleRules
{
    /// <summary>Greatest throughput believed, kbit/s: 10 Gbit/s, above any home line sold.</summary>
    public const long MaxThroughputKbps = 10_000_000;

    /// <summary>Greatest encoded or top bitrate believed, kbit/s.</summary>
    public const long MaxBitrateKbps = 10_000_000;

    /// <summary>Longest buffer or starvation believed, ms: a day.</summary>
    public const long MaxDurationMs = 24L * 60 * 60 * 1000;

    /// <summary>Largest object believed, bytes: 64 GiB.</summary>
    public const long MaxObjectBytes = 64L << 30;

    /// <summary>Most samples of one session in one window: a well-behaved player sends one or two, a batch by <c>Report</c> somewhat more.</summary>
    public const int MaxPerWindow = 20;

    /// <summary>
    /// A client time at least this far behind the last, ms, is a clock that was set back, not a late sample: without this,
    /// one sample stamped a year ahead would make a session late for a year. Longer than the 100 samples of 10 s that a
    /// repeated <c>Report</c> may bring back, shorter than an hour, by which broken players jump when summer time ends.
    /// </summary>
    public const long ClockStepMs = 30L * 60 * 1000;

    /// <summary>Decides whether a sample is dropped, and why. The first reason that holds is told.</summary>
    /// <param name="sample">As it came.</param>
    /// <param name="serverKnown">Whether its server is in the table of servers.</param>
    /// <param name="lastTimeMs">Client time of the session's last good sample; null before the first.</param>
    /// <param name="receivedInWindow">Samples of this session that came in this window before this one, good or bad.</param>
    /// <param name="maxPerWindow">How many of one session are taken in one window.</param>
    /// <returns><see cref="DropReason.None"/> for a good sample.</returns>
    public static DropReason Check(in Sample sample, bool serverKnown, long? lastTimeMs, int receivedInWindow, int maxPerWindow = MaxPerWindow) => sample switch
    {
        _ when receivedInWindow >= maxPerWindow => DropReason.TooFast,
        { ThroughputKbps: < 0 } => DropReason.NegativeThroughput,
        { ThroughputKbps: > MaxThroughputKbps } => DropReason.AbsurdThroughput,
        _ when !FieldsInRange(sample) => DropReason.FieldOutOfRange,
        _ when !serverKnown => DropReason.UnknownServer,
        _ => Order(sample.TimeMs, lastTimeMs),
    };

    private static bool FieldsInRange(in Sample sample) => sample is
    {
        EncodedBitrateKbps: >= 0 and <= MaxBitrateKbps,
        TopBitrateKbps: >= 0 and <= MaxBitrateKbps,
        BufferMs: >= 0 and <= MaxDurationMs,
        StarvedMs: >= 0 and <= MaxDurationMs,
        ObjectBytes: >= 0 and <= MaxObjectBytes,
    };

    private static DropReason Order(long timeMs, long? lastTimeMs)
    {
        if (lastTimeMs is not { } last || timeMs > last)
        {
            return DropReason.None;
        }

        // Unsigned, so that no pair of client times overflows.
        var behind = unchecked((ulong)last - (ulong)timeMs);
        return behind switch
        {
            0 => DropReason.Duplicate,
            < (ulong)ClockStepMs => DropReason.Late,
            _ => DropReason.None,
        };
    }
}
