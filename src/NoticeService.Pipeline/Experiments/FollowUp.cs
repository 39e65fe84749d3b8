using NoticeService.Domain.Experiments;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Sessions;

namespace NoticeService.Pipeline.Experiments;

/// <summary>
/// Follows one session on this pod after a decision: measures how it goes, and knows what of that the store has not confirmed yet. The
/// session counts into it under its own lock; the rest is the follow-up loop's, but for <see cref="Delivered"/> and <see cref="Undelivered"/>, which are thread-safe.
/// </summary>
public sealed class FollowUp
{
    private readonly PlaybackSession session;
    private readonly string leg;
    private readonly long decidedMs;
    private WatchMeter meter;
    private long deliveredMs;
    private volatile bool settled;
    private bool deliveredWritten;
    private LegEnd? written;

    /// <param name="session">Whom.</param>
    /// <param name="noticeId">After which notice.</param>
    /// <param name="leg">The leg's own id.</param>
    /// <param name="decidedMs">When it was decided.</param>
    /// <param name="fromMs">When this leg begins.</param>
    /// <param name="awaitsDelivery">False for a later leg: the notice went out on the first, or not at all.</param>
    internal FollowUp(PlaybackSession session, string noticeId, string leg, long decidedMs, long fromMs, bool awaitsDelivery)
    {
        settled = !awaitsDelivery;
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
    internal bool IsOver => written is not null and not LegEnd.GoesOn && settled && (deliveredWritten || Interlocked.Read(ref deliveredMs) == 0);

    /// <summary>The notice was handed to the player, or one that is held out would have been.</summary>
    public void Delivered(long nowMs)
    {
        Interlocked.Exchange(ref deliveredMs, nowMs);
        settled = true;
    }

    /// <summary>It was not, and will not be. Until this or <see cref="Delivered"/> is called the follow-up is kept, even when its session is over.</summary>
    public void Undelivered() => settled = true;

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
        var due = state.End != LegEnd.GoesOn ? written is null or LegEnd.GoesOn : (written is null && nowMs - decidedMs >= (long)options.AbandonWithin.TotalMilliseconds);
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
