using NoticeService.Domain.Admission;

namespace NoticeService.Pipeline.InMemory;

/// <summary>One pacing limit (SPECS section 5). Times are microseconds on one clock.</summary>
/// <param name="ArrivalMicros">Theoretical arrival time of the next; 0 when there was none.</param>
internal readonly record struct Gcra(long ArrivalMicros)
{
    /// <summary>What more would leave behind, whether or not there is room for them.</summary>
    public Gcra After(long nowMicros, LeaseTerms terms, int quantity = 1) => new(Math.Max(nowMicros, ArrivalMicros) + (terms.IntervalMicros * quantity));

    /// <summary>How long until there is room for one more, us; 0 when there is now.</summary>
    public long WaitMicros(long nowMicros, LeaseTerms terms) =>
        Math.Max(0, After(nowMicros, terms).ArrivalMicros - terms.ToleranceMicros - nowMicros);

    /// <summary>How many more there is room for at once.</summary>
    public long Remaining(long nowMicros, LeaseTerms terms) =>
        Math.Max(0, (terms.ToleranceMicros - ResetMicros(nowMicros)) / terms.IntervalMicros);

    /// <summary>How long until nothing is used up, us.</summary>
    public long ResetMicros(long nowMicros) => Math.Max(0, ArrivalMicros - nowMicros);
}
