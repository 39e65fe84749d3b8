using Grpc.Core;
using NoticeService.Protocol.V1;

namespace NoticeService.EndToEnd.Tests.Ledger;

/// <summary>A playback that suffers, sample by sample, and keeps the notices that it is shown.</summary>
internal sealed class SlowViewer : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly AsyncDuplexStreamingCall<WatchRequest, WatchResponse> call;
    private readonly SemaphoreSlim writing = new(1);
    private readonly TaskCompletionSource suffers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task loops;
    private volatile Notice? notice;
    private int notices;

    public SlowViewer(FaultSite site, string session)
        : this(site.Players, FaultSite.Start(session))
    {
    }

    /// <param name="players">Of its pod.</param>
    /// <param name="start">Who plays.</param>
    /// <param name="wellAtFirst">True: it has nothing to report until <see cref="Suffer"/>.</param>
    public SlowViewer(PlayerService.PlayerServiceClient players, SessionStart start, bool wellAtFirst = false)
    {
        User = start.UserId;
        call = players.Watch(FaultSite.From());
        if (!wellAtFirst)
        {
            Suffer();
        }

        loops = Task.WhenAll(PlayAsync(start), ListenAsync());
    }

    public string User { get; }

    public int Notices => Volatile.Read(ref notices);

    public Notice? Last => notice;

    public void Suffer() => suffers.TrySetResult();

    public Task DisplayedAsync() => WriteAsync(new WatchRequest { Receipt = new NoticeReceipt { NoticeId = notice!.NoticeId, Kind = ReceiptKind.Displayed } });

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        call.Dispose();
        await loops;
        stopping.Dispose();
        writing.Dispose();
    }

    private async Task PlayAsync(SessionStart start)
    {
        try
        {
            await WriteAsync(new WatchRequest { Start = start });
            await suffers.Task.WaitAsync(stopping.Token);
            for (var timeMs = 1_000L; ; timeMs += 2_000)
            {
                await WriteAsync(new WatchRequest { Sample = FaultSite.Slow(timeMs) });
                await Task.Delay(2_000, stopping.Token);
            }
        }
        catch (Exception end) when (IsEnd(end))
        {
            // The pod was killed, or the test is over.
        }
    }

    private async Task ListenAsync()
    {
        try
        {
            while (await call.ResponseStream.MoveNext(stopping.Token))
            {
                if (call.ResponseStream.Current.Notice is { } shown)
                {
                    notice = shown;
                    Interlocked.Increment(ref notices);
                }
            }
        }
        catch (Exception end) when (IsEnd(end))
        {
            // As above.
        }
    }

    private static bool IsEnd(Exception end) =>
        end is RpcException or OperationCanceledException or InvalidOperationException or IOException or ObjectDisposedException or HttpRequestException;

    private async Task WriteAsync(WatchRequest request)
    {
        await writing.WaitAsync(stopping.Token);
        try
        {
            await call.RequestStream.WriteAsync(request);
        }
        finally
        {
            writing.Release();
        }
    }
}
