using NoticeService.Domain.Cells;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Admission;
using NoticeService.Pipeline.Evaluation;
using NoticeService.Pipeline.Experiments;
using NoticeService.Pipeline.Sessions;

namespace NoticeService.Pipeline.Delivery;

/// <summary>Hands admitted notices to their players. A slow player costs itself only. Thread-safe.</summary>
public sealed class NoticeSender(FeedHolder feed, GatePolicySource policies, SuspensionBoard suspensions, GoLiveGate goLive, LedgerUpdates ledger, GateMetrics metrics, RecentNotices recent, FollowUps followUps, TimeProvider time)
{
    /// <summary>A sentence about "right now" is not to be shown later than this.</summary>
    public static readonly TimeSpan ShowWithin = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Begins to send; the holdout's and the shadow cohort's records are kept and nothing goes out. Both arms of the experiment are followed
    /// from here, and count as reached by the same checks at the same time.
    /// </summary>
    /// <param name="session">Who is told.</param>
    /// <param name="record">In the ledger already.</param>
    public void Deliver(PlaybackSession session, LedgerRecord record)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(record);
        var followUp = record.Shadow ? null : followUps.Begin(session, record);
        if (record.Holdout || record.Shadow)
        {
            recent.Add(record with { State = NoticeState.Withheld });
        }

        if (record.Shadow)
        {
            return;
        }

        if (record.Holdout)
        {
            _ = WithholdAsync(session, record, followUp);
        }
        else if (MayShow(record))
        {
            _ = SendAsync(session, record, followUp);
        }
        else
        {
            followUp?.Undelivered();
            Settle(record, sent: false);
        }
    }

    /// <summary>A decision that is not followed: whether the store took it is unknown, and if it did, nothing was sent.</summary>
    public void Abandon(LedgerRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        ledger.Post(record.NoticeId, NoticeState.Failed);
    }

    // Between the decision and the write an operator may have ordered silence, also in the file, or shut the go-live gate, an ISP may dispute it, the campaign or the verdict may have
    // ended, and the neighbours of a home may have become slow.
    private bool MayShow(LedgerRecord record)
    {
        var view = feed.Current;
        var nowMs = NowMs();
        return suspensions.IsConfirmed
            && goLive.Current.IsLive
            && !suspensions.Suspends(record.Isp, record.Cohort)
            && !suspensions.Pauses(record.Culprit, record.Isp, record.VerdictId)
            && policies.Current.Lets(record, nowMs)
            && view.IsFresh(nowMs)
            && (record.Culprit == Culprit.Home
                ? view.Healthy.Contains(new CellKey(record.Isp, record.Path, record.Metro))
                : view.Open.Any(v => v.Id == record.VerdictId));
    }

    private async Task SendAsync(PlaybackSession session, LedgerRecord record, FollowUp? followUp)
    {
        var notice = new OutgoingNotice(record.NoticeId, record.Text, record.Language, ExpiresMs());
        var sent = false;
        try
        {
            sent = await session.Channel.SendAsync(notice, () => MayShow(record), CancellationToken.None);
        }
        finally
        {
            Tell(followUp, sent);
        }

        Settle(record, sent);
    }

    private async Task WithholdAsync(PlaybackSession session, LedgerRecord record, FollowUp? followUp)
    {
        var delivered = false;
        try
        {
            delivered = MayShow(record) && await session.Channel.WithholdAsync(ExpiresMs(), () => MayShow(record), CancellationToken.None);
        }
        finally
        {
            Tell(followUp, delivered);
        }
    }

    private void Tell(FollowUp? followUp, bool delivered)
    {
        if (delivered)
        {
            followUp?.Delivered(NowMs());
        }
        else
        {
            followUp?.Undelivered();
        }
    }

    private long ExpiresMs() => NowMs() + (long)ShowWithin.TotalMilliseconds;

    private long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private void Settle(LedgerRecord record, bool sent)
    {
        var state = sent ? NoticeState.Sent : NoticeState.Failed;
        ledger.Post(record.NoticeId, state);
        if (sent)
        {
            metrics.Sent(record);
            recent.Add(record with { State = state });
        }
        else
        {
            metrics.Undelivered(record);
        }
    }
}
