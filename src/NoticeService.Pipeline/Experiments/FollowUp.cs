using NoticeService.Domain.Experiments;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Sessions;

namespace NoticeService.Pipeline.Experiments;

/// <summary>
/// Follows one session on this pod after a decision: measures how it goes, and knows what of that the store has not confirmed yet. The
/// session counts into it under its own lock; the rest is the follow-up loop's, but for <see cref="Delivered"/>, which is thread-safe.
/// </summary>
public sealed class FollowUp
{
    private readonly PlaybackSession session;
    private readonly string leg;
    private readonly long decidedMs;
    private WatchMeter meter;
    private long deliveredMs;
    private bool deliveredWritten;
    private LegEnd? written;

    internal FollowUp(PlaybackSession session, string noticeId, string leg, long decidedMs, long fromMs)
    {
        this.session = session;
        this.leg = leg;
        this.decidedMs = decidedMs;
        NoticeId = noticeId;
        meter = new WatchMeter(fromMs);
    }

    public string NoticeId { get; }

    /// <summary>Of the same session, about an earlier notice. Under the session's lock.</summary>
    internal FollowUp? Earlier { get; set; }

    /// <summary>The store has all that there will ever be.</summary>
    internal bool IsOver => written is not null and not LegEnd.GoesOn;

    /// <summary>The notice was handed to the player, or one that is held out would have been.</summary>
    public void Delivered(long nowMs) => Interlocked.Exchange(ref deliveredMs, nowMs);

    /// <summary>A good sample of the session. Under the session's lock.</summary>
    internal void Sampled(long nowMs, long starvedMs) => meter.Add(nowMs, starvedMs);

    /// <summary>How it stands. Under the session's lock.</summary>
    internal SessionLeg Leg(LegEnd end, long atMs) => new(end, atMs, meter.WatchedMs, meter.StarvedMs, meter.Stalls);

    /// <summary>What the store is to be told now; null when nothing.</summary>
    /// <param name="nowMs">Since the Unix epoch.</param>
    /// <param name="options">When a session that goes on is written down, and for how long it is kept.</param>
    internal OutcomeChange? Change(long nowMs, ExperimentOptions options)
    {
        var state = session.Follow(this, nowMs);
        var delivered = Interlocked.Read(ref deliveredMs);
        var due = state.End != LegEnd.GoesOn || (written is null && nowMs - decidedMs >= (long)options.AbandonWithin.TotalMilliseconds);
        var tellsDelivery = delivered != 0 && !deliveredWritten;
        if (!due && !tellsDelivery)
        {
            return null;
        }

        var part = new NoticeOutcome
        {
            DeliveredMs = delivered == 0 ? null : delivered,
            Legs = due ? new Dictionary<string, SessionLeg> { [leg] = state } : [],
        };
        return new OutcomeChange(NoticeId, decidedMs, part);
    }

    /// <summary>The store has confirmed a change of this.</summary>
    internal void Confirm(OutcomeChange change)
    {
        deliveredWritten |= change.Part.DeliveredMs is not null;
        if (change.Part.Legs.TryGetValue(leg, out var state))
        {
            written = state.End;
        }
    }
}
