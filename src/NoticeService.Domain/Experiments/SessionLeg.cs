namespace NoticeService.Domain.Experiments;

/// <summary>What became of a session after a decision, on one pod. The greater of two of one leg is the later.</summary>
/// <param name="End">How it ended there.</param>
/// <param name="AtMs">When it ended, or was written down going on; ms since the Unix epoch. For <see cref="LegEnd.Idle"/> when anything last came.</param>
/// <param name="WatchedMs">Time played or waited in, see <see cref="WatchMeter"/>.</param>
/// <param name="StarvedMs">Of it, waited in.</param>
/// <param name="Stalls">Times that the picture stopped.</param>
public readonly record struct SessionLeg(LegEnd End, long AtMs, long WatchedMs, long StarvedMs, long Stalls) : IComparable<SessionLeg>
{
    /// <summary>An end is later than anything before it; then what was written down later, and what counted more.</summary>
    public int CompareTo(SessionLeg other) => Rank(this).CompareTo(Rank(other));

    private static (bool Ended, long AtMs, LegEnd End, long WatchedMs, long StarvedMs, long Stalls) Rank(in SessionLeg leg) =>
        (leg.End != LegEnd.GoesOn, leg.AtMs, leg.End, leg.WatchedMs, leg.StarvedMs, leg.Stalls);
}
