using Grpc.Core;
using NoticeService.Pipeline.Sessions;
using NoticeService.Protocol.V1;

namespace NoticeService.Players;

/// <summary>
/// The way back to a player on a stream. A stream takes one message at a time, and the stages write from their own threads:
/// so each write begins when the one before it is done. Holds nothing but the last write while the stream is at rest.
/// </summary>
internal sealed class WatchChannel(IServerStreamWriter<WatchResponse> writer, int reconnectDelayMs, WhyLinks why) : INoticeChannel, IDisposable
{
    // A player that does not read must not hold up the end of the service.
    private static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(500);

    // Not linked to the call's own token: a read ends with its call by itself, and the link would cost every stream at rest.
    private readonly CancellationTokenSource reading = new();
    private readonly Lock gate = new();
    private Task<WriteEnd> lastWrite = Task.FromResult(WriteEnd.Written);
    private bool ended;

    /// <summary>Cancelled when no more is to be read from the player.</summary>
    public CancellationToken Reading => reading.Token;

    /// <summary>Why it was closed; null while it was not.</summary>
    public SessionEnd? Closed { get; private set; }

    public Task AcceptAsync(SessionAccepted accepted) => WriteAsync(new WatchResponse { Accepted = accepted });

    public async ValueTask<bool> SendAsync(OutgoingNotice notice, Func<bool> mayShow, CancellationToken cancellationToken) =>
        await WriteAsync(new WatchResponse { Notice = PlayerMapping.Notice(notice, why) }, mayShow) == WriteEnd.Written;

    public async ValueTask<bool> WithholdAsync(long expiresMs, Func<bool> mayShow, CancellationToken cancellationToken)
    {
        Task<WriteEnd> turn;
        lock (gate)
        {
            turn = ended ? Task.FromResult(WriteEnd.Gone) : lastWrite;
        }

        return await turn != WriteEnd.Gone && mayShow();
    }

    public void Close(SessionEnd reason)
    {
        Task last;
        lock (gate)
        {
            if (ended)
            {
                return;
            }

            if (reason is SessionEnd.Ended or SessionEnd.Broken)
            {
                // The player knows, or is gone.
                ended = true;
                return;
            }

            Closed = reason;
            last = reason == SessionEnd.Drained
                ? Write_NeedsLock(new WatchResponse { Reconnect = new Reconnect { DelayMs = reconnectDelayMs } })
                : Task.CompletedTask;
            ended = true;
        }

        _ = StopReadingAsync(last);
    }

    /// <summary>Takes no more messages, and completes when those taken are written or lost.</summary>
    public Task FinishAsync()
    {
        lock (gate)
        {
            ended = true;
            return lastWrite;
        }
    }

    public void Dispose() => reading.Dispose();

    private Task<WriteEnd> WriteAsync(WatchResponse message, Func<bool>? mayWrite = null)
    {
        lock (gate)
        {
            return ended ? Task.FromResult(WriteEnd.Gone) : Write_NeedsLock(message, mayWrite);
        }
    }

    private Task<WriteEnd> Write_NeedsLock(WatchResponse message, Func<bool>? mayWrite = null) => lastWrite = WriteAfterAsync(lastWrite, message, mayWrite);

    private async Task<WriteEnd> WriteAfterAsync(Task<WriteEnd> before, WatchResponse message, Func<bool>? mayWrite)
    {
        if (await before == WriteEnd.Gone)
        {
            return WriteEnd.Gone;
        }

        if (mayWrite?.Invoke() == false)
        {
            return WriteEnd.Withheld;
        }

        try
        {
            await writer.WriteAsync(message);
            return WriteEnd.Written;
        }
        catch (Exception gone) when (gone is RpcException or OperationCanceledException or IOException or InvalidOperationException)
        {
            // The player is gone, or the call has ended: what is lost is told by the return value.
            return WriteEnd.Gone;
        }
    }

    private enum WriteEnd : byte
    {
        Written,

        /// <summary>It was not to be shown any more; the stream goes on.</summary>
        Withheld,

        /// <summary>So is the player, for all that follows too.</summary>
        Gone,
    }

    private async Task StopReadingAsync(Task last)
    {
        await Task.WhenAny(last, Task.Delay(Farewell, CancellationToken.None));
        try
        {
            await reading.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The player was quicker.
        }
    }
}
