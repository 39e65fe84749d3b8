using Grpc.Core;
using NoticeService.Pipeline.Sessions;
using NoticeService.Protocol.V1;

namespace NoticeService.Players;

/// <summary>
/// The way back to a player on a stream. A stream takes one message at a time, and the stages write from their own threads:
/// so each write begins when the one before it is done. Holds nothing but the last write while the stream is at rest.
/// </summary>
internal sealed class WatchChannel(IServerStreamWriter<WatchResponse> writer, int reconnectDelayMs, CancellationToken call) : INoticeChannel, IDisposable
{
    // A player that does not read must not hold up the end of the service.
    private static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource reading = CancellationTokenSource.CreateLinkedTokenSource(call);
    private readonly Lock gate = new();
    private Task<bool> lastWrite = Task.FromResult(true);
    private bool ended;

    /// <summary>Cancelled when no more is to be read from the player.</summary>
    public CancellationToken Reading => reading.Token;

    /// <summary>Why it was closed; null while it was not.</summary>
    public SessionEnd? Closed { get; private set; }

    public Task<bool> AcceptAsync(SessionAccepted accepted) => Write(new WatchResponse { Accepted = accepted });

    public ValueTask<bool> SendAsync(OutgoingNotice notice, CancellationToken cancellationToken) =>
        new(Write(new WatchResponse { Notice = PlayerMapping.Notice(notice) }));

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

    private Task<bool> Write(WatchResponse message)
    {
        lock (gate)
        {
            return ended ? Task.FromResult(false) : Write_NeedsLock(message);
        }
    }

    private Task<bool> Write_NeedsLock(WatchResponse message) => lastWrite = WriteAfterAsync(lastWrite, message);

    private async Task<bool> WriteAfterAsync(Task<bool> before, WatchResponse message)
    {
        if (!await before)
        {
            return false;
        }

        try
        {
            await writer.WriteAsync(message);
            return true;
        }
        catch (Exception gone) when (gone is RpcException or OperationCanceledException or IOException or InvalidOperationException)
        {
            // The player is gone, or the call has ended: what is lost is told by the return value.
            return false;
        }
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
