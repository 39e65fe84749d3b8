using NoticeService.Domain.Admission;

namespace NoticeService.Pipeline.InMemory;

/// <summary>One pacing limit (SPECS section 5). Times are microseconds on one clock.</summary>
/// <param name="ArrivalMicros">Theoretical arrival time of the next; 0 when there was none.</param>
internal readonly record struct Gcra(long ArrivalMicros)
{
    /// <summary>What one more would leave behind, whether or not there is room for it.</summary>
    public Gcra After(long nowMicros, PacingRate rate) => new(Math.Max(nowMicros, ArrivalMicros) + rate.EmissionIntervalMicros);

    /// <summary>How long until there is room for one more, us; 0 when there is now.</summary>
    public long WaitMicros(long nowMicros, PacingRate rate) =>
        Math.Max(0, After(nowMicros, rate).ArrivalMicros - rate.ToleranceMicros - nowMicros);

    /// <summary>How many more there is room for at once.</summary>
    public long Remaining(long nowMicros, PacingRate rate) =>
        Math.Max(0, (rate.ToleranceMicros - Math.Max(0, ArrivalMicros - nowMicros)) / rate.EmissionIntervalMicros);

    /// <summary>How long until nothing is used up, us.</summary>
    public long ResetMicros(long nowMicros) => Math.Max(0, ArrivalMicros - nowMicros);
}
