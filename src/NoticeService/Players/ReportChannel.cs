using NoticeService.Pipeline.Sessions;

namespace NoticeService.Players;

/// <summary>The way back to a player without a stream: a notice waits for its next report.</summary>
internal sealed class ReportChannel : INoticeChannel
{
    private readonly Lock gate = new();
    private (OutgoingNotice Notice, Func<bool> MayShow)? waiting;
    private TaskCompletionSource<bool>? fate;
    private bool closed;

    public ValueTask<bool> SendAsync(OutgoingNotice notice, Func<bool> mayShow, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (closed || waiting is not null)
            {
                return ValueTask.FromResult(false);
            }

            waiting = (notice, mayShow);
            fate = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask<bool>(fate.Task);
        }
    }

    /// <summary>Takes what waits, for the response that is being written; null when nothing does, when it is too late for it, or when it may not be said any more.</summary>
    public OutgoingNotice? Take(long nowMs)
    {
        lock (gate)
        {
            var taken = waiting is { } found && found.Notice.ExpiresMs > nowMs && found.MayShow() ? found.Notice : null;
            waiting = null;
            fate?.TrySetResult(taken is not null);
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
