using System.Threading.Channels;
using Grpc.Core;
using NoticeService.Lab.Simulation;
using NoticeService.Protocol.V1;
using Measured = NoticeService.Domain.Samples.Sample;

namespace NoticeService.Lab.Fleet;

/// <summary>A player on a Watch stream: says what it measures, shows what it hears, comes back when the stream breaks.</summary>
internal sealed class StreamPlayer : IPlayer
{
    // A player holds back little: what it measured long ago helps nobody.
    private const int MaxUnsent = 4;

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly Session session;
    private readonly PlayerService.PlayerServiceClient client;
    private readonly FleetContext context;
    private readonly Channel<WatchRequest> unsent;
    private SeededRandom random;
    private volatile bool connected;
    private volatile bool arrived;
    private TimeSpan? askedToReturnAfter;

    public StreamPlayer(Session session, PlayerService.PlayerServiceClient client, FleetContext context, TimeSpan startDelay, CancellationToken stopping)
    {
        this.session = session;
        this.client = client;
        this.context = context;
        random = new SeededRandom((ulong)session.Household.Index, 9);
        unsent = Channel.CreateBounded<WatchRequest>(
            new BoundedChannelOptions(MaxUnsent) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => context.Statistics.Unsent());
        Completion = Task.Run(() => RunAsync(startDelay, stopping), CancellationToken.None);
    }

    public Task Completion { get; }

    public void Post(in Measured sample)
    {
        if (connected)
        {
            unsent.Writer.TryWrite(new WatchRequest { Sample = Wire.Of(sample) });
        }
        else if (arrived)
        {
            context.Statistics.Unsent();
        }
    }

    public void End() => unsent.Writer.TryComplete();

    private async Task RunAsync(TimeSpan delay, CancellationToken stopping)
    {
        var failures = 0;
        try
        {
            while (!unsent.Reader.Completion.IsCompleted)
            {
                await Task.Delay(delay, stopping);
                var error = await OnceAsync(stopping);
                if (unsent.Reader.Completion.IsCompleted)
                {
                    return;
                }

                if (error is not null)
                {
                    context.Statistics.Failed(error.StatusCode.ToString());
                    failures++;
                }
                else
                {
                    failures = 1;
                }

                context.Statistics.Reconnected();
                delay = askedToReturnAfter ?? ReconnectBackoff.After(failures, random.NextDouble(), error is null ? null : FleetContext.AskedDelay(error));
                askedToReturnAfter = null;
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The fleet stops: nothing is left to say.
        }
    }

    // One stream from its start to its end; returns why it broke, or null.
    private async Task<RpcException?> OnceAsync(CancellationToken stopping)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        try
        {
            using var call = client.Watch(FleetContext.Headers(session), cancellationToken: stopping);
            await call.RequestStream.WriteAsync(new WatchRequest { Start = Wire.Start(session) }, CancellationToken.None);
            connected = arrived = true;
            context.Statistics.StreamOpened();
            var listening = ListenAsync(call.ResponseStream, over);
            try
            {
                await SpeakAsync(call.RequestStream, over.Token);
                await call.RequestStream.CompleteAsync();
            }
            catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
            {
                // The server ended the stream, or asked us to come back: the listener knows why.
            }
            finally
            {
                connected = false;
                context.Statistics.StreamClosed();
            }

            // After a drain the server need not end the stream; nor may it hold a player that has said goodbye.
            await listening.WaitAsync(Farewell, stopping);
            return null;
        }
        catch (RpcException error) when (!stopping.IsCancellationRequested)
        {
            return error;
        }
        catch (TimeoutException)
        {
            return null;
        }
        catch (RpcException) when (stopping.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            await over.CancelAsync();
        }
    }

    private async Task SpeakAsync(IClientStreamWriter<WatchRequest> requests, CancellationToken over)
    {
        await foreach (var message in unsent.Reader.ReadAllAsync(over))
        {
            await requests.WriteAsync(message, CancellationToken.None);
            if (message.KindCase == WatchRequest.KindOneofCase.Sample)
            {
                context.Statistics.Sent(1);
            }
            else
            {
                context.Statistics.ReceiptSent();
            }
        }
    }

    private async Task ListenAsync(IAsyncStreamReader<WatchResponse> responses, CancellationTokenSource over)
    {
        try
        {
            while (await responses.MoveNext(CancellationToken.None))
            {
                Hear(responses.Current, over);
            }
        }
        finally
        {
            await over.CancelAsync();
        }
    }

    private void Hear(WatchResponse response, CancellationTokenSource over)
    {
        switch (response.KindCase)
        {
            case WatchResponse.KindOneofCase.Accepted:
                context.Accepted(session, response.Accepted.Isp);
                break;
            case WatchResponse.KindOneofCase.Notice:
                context.Received(session, response.Notice);
                _ = context.ShowAsync(response.Notice, Acknowledge);
                break;
            case WatchResponse.KindOneofCase.Reconnect:
                askedToReturnAfter = TimeSpan.FromMilliseconds(Math.Clamp(response.Reconnect.DelayMs, 0, 60_000));
                over.Cancel();
                break;
            default:
                // A newer service may say more; players ignore what they do not know.
                break;
        }
    }

    private void Acknowledge(NoticeReceipt receipt) => unsent.Writer.TryWrite(new WatchRequest { Receipt = receipt });
}
