using NoticeService.Pipeline.Sessions;

namespace NoticeService.Players;

/// <summary>The way back to a player without a stream: a notice waits for its next report.</summary>
internal sealed class ReportChannel : INoticeChannel
{
    private readonly Lock gate = new();
    private (OutgoingNotice? Notice, long ExpiresMs, Func<bool> MayShow)? waiting;
    private TaskCompletionSource<bool>? fate;
    private bool closed;

    public ValueTask<bool> SendAsync(OutgoingNotice notice, Func<bool> mayShow, CancellationToken cancellationToken) => WaitAsync(notice, notice.ExpiresMs, mayShow);

    public ValueTask<bool> WithholdAsync(long expiresMs, Func<bool> mayShow, CancellationToken cancellationToken) => WaitAsync(null, expiresMs, mayShow);

    private ValueTask<bool> WaitAsync(OutgoingNotice? notice, long expiresMs, Func<bool> mayShow)
    {
        lock (gate)
        {
            if (closed || waiting is not null)
            {
                return ValueTask.FromResult(false);
            }

            waiting = (notice, expiresMs, mayShow);
            fate = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask<bool>(fate.Task);
        }
    }

    /// <summary>Takes what waits, for the response that is being written; null when nothing does, when it is withheld, when it is too late for it, or when it may not be said any more.</summary>
    public OutgoingNotice? Take(long nowMs)
    {
        lock (gate)
        {
            var due = waiting is { } found && found.ExpiresMs > nowMs && found.MayShow();
            var taken = due ? waiting!.Value.Notice : null;
            waiting = null;
            fate?.TrySetResult(due);
            return taken;
        }
    }

    public void Close(SessionEnd reason)
    {
        lock (gate)
        {
            closed = true;
            waiting = null;
            fate?.TrySetResult(false);
        }
    }
}
