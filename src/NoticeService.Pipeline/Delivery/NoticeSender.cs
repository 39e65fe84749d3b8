using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Admission;
using NoticeService.Pipeline.Sessions;

namespace NoticeService.Pipeline.Delivery;

/// <summary>Hands admitted notices to their players. A slow player costs itself only. Thread-safe.</summary>
public sealed class NoticeSender(SuspensionBoard suspensions, LedgerUpdates ledger, GateMetrics metrics, RecentNotices recent, TimeProvider time)
{
    /// <summary>A sentence about "right now" is not to be shown later than this.</summary>
    public static readonly TimeSpan ShowWithin = TimeSpan.FromMinutes(1);

    /// <summary>Begins to send; the holdout's and the shadow cohort's records are kept and nothing goes out.</summary>
    /// <param name="session">Who is told.</param>
    /// <param name="record">In the ledger already.</param>
    public void Deliver(PlaybackSession session, LedgerRecord record)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(record);
        if (record.Holdout || record.Shadow)
        {
            recent.Add(record with { State = NoticeState.Withheld });
            return;
        }

        // Between the decision and now an operator may have ordered silence.
        if (!suspensions.IsConfirmed || suspensions.Suspends(record.Isp, record.Cohort))
        {
            Settle(record, sent: false);
            return;
        }

        _ = SendAsync(session, record);
    }

    private async Task SendAsync(PlaybackSession session, LedgerRecord record)
    {
        var expires = (time.GetUtcNow() + ShowWithin).ToUnixTimeMilliseconds();
        Settle(record, await session.Channel.SendAsync(new OutgoingNotice(record.NoticeId, record.Text, record.Language, expires), CancellationToken.None));
    }

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
