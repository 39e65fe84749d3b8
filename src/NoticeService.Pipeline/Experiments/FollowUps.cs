using System.Collections.Concurrent;
using System.Globalization;
using NoticeService.Domain.Households;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Sessions;
using NoticeService.Pipeline.Windows;

namespace NoticeService.Pipeline.Experiments;

/// <summary>Begins to follow sessions; <see cref="FollowUpLoop"/> takes them from here. Thread-safe.</summary>
public sealed class FollowUps(HouseholdKey key, PodName pod, FollowUpMetrics metrics)
{
    /// <summary>Sessions followed at once, at most; of more nothing is known, whichever arm they are in.</summary>
    public const int MaxFollowed = 1_000_000;

    private readonly ConcurrentQueue<FollowUp> begun = new();

    /// <summary>Both arms alike, from the decision on, whether or not the notice reaches the player.</summary>
    /// <returns>Null when too many are followed, or the session has too many notices.</returns>
    public FollowUp? Begin(PlaybackSession session, LedgerRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Begin(session, record, "first", record.DecidedMs, awaitsDelivery: true);
    }

    /// <summary>The session of an earlier decision goes on in a stream that began here; no harm if it is followed already.</summary>
    public void Continue(PlaybackSession session, LedgerRecord record, long startedMs)
    {
        ArgumentNullException.ThrowIfNull(record);
        Begin(session, record, startedMs.ToString(CultureInfo.InvariantCulture), Math.Max(startedMs, record.DecidedMs), awaitsDelivery: false);
    }

    /// <summary>Those begun since the last call.</summary>
    internal IEnumerable<FollowUp> TakeBegun()
    {
        while (begun.TryDequeue(out var followUp))
        {
            yield return followUp;
        }
    }

    private FollowUp? Begin(PlaybackSession session, LedgerRecord record, string part, long fromMs, bool awaitsDelivery)
    {
        ArgumentNullException.ThrowIfNull(session);

        // Of the same stream the same, so that a write that is repeated is the same leg.
        var leg = key.Digest($"leg\n{pod.Name}\n{record.NoticeId}\n{part}").ToString("x16", CultureInfo.InvariantCulture);
        var followUp = new FollowUp(session, record.NoticeId, leg, record.DecidedMs, fromMs, awaitsDelivery);
        if (metrics.Followed >= MaxFollowed)
        {
            metrics.Lost(FollowUpLoss.TooManyFollowed);
            return null;
        }

        if (!session.TryFollow(followUp, out var tooMany))
        {
            metrics.Lost(FollowUpLoss.TooManyNotices, tooMany ? 1 : 0);
            return null;
        }

        metrics.Begun();
        begun.Enqueue(followUp);
        return followUp;
    }
}
