using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using NoticeService.Lab.Simulation;
using NoticeService.Protocol.V1;
using Measured = NoticeService.Domain.Samples.Sample;

namespace NoticeService.Lab.Fleet;

/// <summary>A player that cannot hold a stream: reports by unary calls, and finds its notices in the answers.</summary>
internal sealed class ReportPlayer : IPlayer
{
    // As many as one report may carry; beyond, the oldest go.
    private const int MaxUnsent = 100;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    private readonly Session session;
    private readonly PlayerService.PlayerServiceClient client;
    private readonly FleetContext context;
    private readonly Channel<Sample> unsent;
    private readonly ConcurrentQueue<NoticeReceipt> receipts = new();
    private SeededRandom random;
    private bool accepted;

    public ReportPlayer(Session session, PlayerService.PlayerServiceClient client, FleetContext context, TimeSpan startDelay, CancellationToken stopping)
    {
        this.session = session;
        this.client = client;
        this.context = context;
        random = new SeededRandom((ulong)session.Household.Index, 9);
        unsent = Channel.CreateBounded<Sample>(
            new BoundedChannelOptions(MaxUnsent) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => context.Statistics.Unsent());
        Completion = Task.Run(() => RunAsync(startDelay, stopping), CancellationToken.None);
    }

    public Task Completion { get; }

    public void Post(in Measured sample) => unsent.Writer.TryWrite(Wire.Of(sample));

    public void End() => unsent.Writer.TryComplete();

    private async Task RunAsync(TimeSpan startDelay, CancellationToken stopping)
    {
        try
        {
            await Task.Delay(startDelay, stopping);
            context.Statistics.StreamOpened();
            try
            {
                var failures = 0;
                var samples = new List<Sample>();
                while (await unsent.Reader.WaitToReadAsync(stopping))
                {
                    while (samples.Count < MaxUnsent && unsent.Reader.TryRead(out var sample))
                    {
                        samples.Add(sample);
                    }

                    failures = await TryReportAsync(samples, ended: false, failures, stopping);
                }

                await TryReportAsync(samples, ended: true, failures, stopping);
            }
            finally
            {
                context.Statistics.StreamClosed();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The fleet stops: nothing is left to say.
        }
    }

    // On success the samples are gone; on failure they wait for the next report, and the player for a while.
    private async Task<int> TryReportAsync(List<Sample> samples, bool ended, int failures, CancellationToken stopping)
    {
        var request = new ReportRequest { Start = Wire.Start(session), Ended = ended };
        request.Samples.AddRange(samples);
        while (receipts.TryDequeue(out var receipt))
        {
            request.Receipts.Add(receipt);
        }

        try
        {
            var response = await client.ReportAsync(request, FleetContext.Headers(session), DateTime.UtcNow + Deadline, stopping);
            context.Statistics.Sent(samples.Count);
            context.Statistics.Refused(response.DroppedSamples);
            for (var i = 0; i < request.Receipts.Count; i++)
            {
                context.Statistics.ReceiptSent();
            }

            samples.Clear();
            Hear(response);
            return 0;
        }
        catch (RpcException error) when (!stopping.IsCancellationRequested)
        {
            context.Statistics.Failed(error.StatusCode.ToString());
            foreach (var receipt in request.Receipts)
            {
                receipts.Enqueue(receipt);
            }

            if (!ended)
            {
                await Task.Delay(ReconnectBackoff.After(failures + 1, random.NextDouble(), FleetContext.AskedDelay(error)), stopping);
            }

            return failures + 1;
        }
        catch (RpcException) when (stopping.IsCancellationRequested)
        {
            return failures;
        }
    }

    private void Hear(ReportResponse response)
    {
        if (!accepted && response.Accepted is { } first)
        {
            accepted = true;
            context.Accepted(session, first.Isp);
        }

        if (response.Notice is { } notice)
        {
            context.Received(session, notice);
            _ = context.ShowAsync(notice, receipts.Enqueue);
        }
    }
}
