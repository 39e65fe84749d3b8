namespace NoticeService.Domain.Admission;

/// <summary>A GCRA rate (SPECS section 5): one every <see cref="EmissionIntervalMicros"/> on average, with a burst.</summary>
/// <param name="PerSecond">Greater than 0, at most 1,000,000.</param>
/// <param name="Burst">How many may come at once beyond the first; 0 or more.</param>
public readonly record struct PacingRate(double PerSecond, int Burst)
{
    /// <summary>T, microseconds; at least 1.</summary>
    public long EmissionIntervalMicros => Math.Max(1, (long)Math.Round(1_000_000 / PerSecond));

    /// <summary>T burst, microseconds: how far ahead of its rate it may be.</summary>
    public long BurstMicros => EmissionIntervalMicros * Burst;

    /// <summary>tau = T (burst + 1), microseconds.</summary>
    public long ToleranceMicros => BurstMicros + EmissionIntervalMicros;
}
