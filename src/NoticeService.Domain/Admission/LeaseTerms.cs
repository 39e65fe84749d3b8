namespace NoticeService.Domain.Admission;

/// <summary>
/// How a rate is leased ahead, in batches, so that what is sent never exceeds it. A leased notice may go out at any time until its
/// lease lapses, so leases that follow the rate exactly would bunch: those of the end of one with those of the beginning of the
/// next. So the lifetime is taken out of the burst, and where the burst is shorter than that, the interval is stretched by what is
/// lacking. Then any n + 1 notices are at least n T - T burst apart, as GCRA has it, whenever within their leases they go out.
/// </summary>
/// <param name="IntervalMicros">Between leased notices on average, us.</param>
/// <param name="ToleranceMicros">GCRA's tau for the leases, us.</param>
public readonly record struct LeaseTerms(long IntervalMicros, long ToleranceMicros)
{
    /// <summary>Longest life of a lease: what a pod that dies takes with it is this much of the rate.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromMilliseconds(500);

    /// <summary>Shortest: the store must answer twice within it.</summary>
    public static readonly TimeSpan ShortestLife = TimeSpan.FromMilliseconds(100);

    /// <summary>Most notices leased at once.</summary>
    public const int LargestBatch = 1_000;

    /// <summary>How long a lease of two rates together lives: half of the shorter burst, so that the other half is left to it.</summary>
    public static TimeSpan LifeFor(PacingRate one, PacingRate other)
    {
        var half = TimeSpan.FromMicroseconds(Math.Min(one.BurstMicros, other.BurstMicros) / 2);
        return half < ShortestLife ? ShortestLife : half > LongestLife ? LongestLife : half;
    }

    /// <summary>The terms for leases that live so long.</summary>
    public static LeaseTerms Of(PacingRate rate, TimeSpan life)
    {
        var lacking = (life.Ticks / TimeSpan.TicksPerMicrosecond) - rate.BurstMicros;
        var interval = rate.EmissionIntervalMicros + Math.Max(0, lacking);
        return new LeaseTerms(interval, interval + Math.Max(0, -lacking));
    }

    /// <summary>How many to lease at once: what the rate gives in a lease's life, one at least.</summary>
    public int Batch(TimeSpan life) =>
        (int)Math.Clamp(life.Ticks / TimeSpan.TicksPerMicrosecond / IntervalMicros, 1, LargestBatch);
}
