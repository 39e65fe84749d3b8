namespace NoticeService.Domain.Experiments;

/// <summary>
/// What is known of what came after a notice, or after one that was held out. Parts come from several pods, in any order and more
/// than once: of each the greater stays, so <see cref="Merge"/> is commutative and a repeat changes nothing. Immutable.
/// </summary>
public sealed record NoticeOutcome
{
    /// <summary>A session is a return when it begins within this time after the end of the one that was told.</summary>
    public static readonly TimeSpan ReturnWithin = TimeSpan.FromDays(7);

    /// <summary>Legs kept; a session that is sent to and fro more often is followed no further.</summary>
    public const int MaxLegs = 16;

    /// <summary>When it was handed to the player, or would have been; null when it was not, or nobody could write it down.</summary>
    public long? DeliveredMs { get; init; }

    /// <summary>When another session of the household began that may be a return: the latest known, ms; null when none.</summary>
    public long? BegunMs { get; init; }

    /// <summary>By an id that each leg keeps, 16 hex digits.</summary>
    public IReadOnlyDictionary<string, SessionLeg> Legs { get; init; } = new Dictionary<string, SessionLeg>();

    /// <summary>Whether anything is known of the session.</summary>
    public bool IsKnown => Legs.Count > 0;

    /// <summary>The leg that was there last; null when nothing is known.</summary>
    public SessionLeg? Last => Legs.Count == 0 ? null : Legs.Values.MaxBy(l => (l.AtMs, l.End != LegEnd.GoesOn, l.End));

    /// <summary>When the session ended, on whichever pod; null while it goes on somewhere, or nothing is known.</summary>
    public long? EndedMs => Last is { End: not LegEnd.GoesOn } last ? last.AtMs : null;

    /// <summary>Whether the household came back in time. False also while it is too early to say.</summary>
    public bool Returned => EndedMs is { } ended && IsReturn(ended, BegunMs);

    /// <summary>Whether a session that began then would tell more.</summary>
    public bool WantsBegun(long startedMs) => EndedMs is not { } ended || (!Returned && IsReturn(ended, startedMs));

    /// <summary>Whether the player ended the session within a time after the decision.</summary>
    public bool IsAbandoned(long decidedMs, TimeSpan within) =>
        Last is { End: LegEnd.Viewer } last && last.AtMs - decidedMs <= (long)within.TotalMilliseconds;

    /// <summary>What both know.</summary>
    public NoticeOutcome Merge(NoticeOutcome other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var legs = new SortedDictionary<string, SessionLeg>(Legs.ToDictionary(), StringComparer.Ordinal);
        foreach (var (id, leg) in other.Legs)
        {
            if (legs.TryGetValue(id, out var known) ? leg.CompareTo(known) > 0 : legs.Count < MaxLegs)
            {
                legs[id] = leg;
            }
        }

        return new NoticeOutcome { DeliveredMs = Later(DeliveredMs, other.DeliveredMs), BegunMs = Later(BegunMs, other.BegunMs), Legs = legs };
    }

    private static bool IsReturn(long endedMs, long? begunMs) => begunMs > endedMs && begunMs <= endedMs + (long)ReturnWithin.TotalMilliseconds;

    private static long? Later(long? a, long? b) => a is null ? b : b is null ? a : Math.Max(a.Value, b.Value);
}
