using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Delivery;

/// <summary>What became of a notice after it was recorded.</summary>
/// <param name="NoticeId">Which.</param>
/// <param name="State">Where to.</param>
/// <param name="ReceiptMs">When its player said so; null when the service itself did.</param>
public readonly record struct LedgerUpdate(string NoticeId, NoticeState State, long? ReceiptMs);

/// <summary>
/// Moves ledger records on as notices are sent and receipts come, in the background: no player waits for the store. What the
/// store did not confirm is written again; a state never goes back, so order and repeats do no harm. Thread-safe.
/// </summary>
public sealed class LedgerUpdates : BackgroundService
{
    /// <summary>Updates that wait, at most; more are counted and let go: the record itself is in the ledger already.</summary>
    public const int Capacity = 500_000;

    private const int MaxWriting = 64;

    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(500);

    private readonly Channel<LedgerUpdate> waiting = Channel.CreateBounded<LedgerUpdate>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    private readonly ILedger ledger;
    private readonly LoopGuard guard;
    private readonly TimeProvider time;
    private readonly Counter<long> dropped;
    private readonly Counter<long> unknown;

    public LedgerUpdates(ILedger ledger, LoopGuard guard, IMeterFactory meters, TimeProvider time)
    {
        this.ledger = ledger;
        this.guard = guard;
        this.time = time;
        var meter = NoticeMeter.Create(meters);
        dropped = meter.CreateCounter<long>("notice.ledger.updates_dropped", "{update}", "Sends and receipts that did not reach the ledger because too many waited.");
        unknown = meter.CreateCounter<long>("notice.ledger.updates_unknown", "{update}", "Receipts for a notice that is not in the ledger.");
    }

    /// <summary>What the service did: handed the notice over, or could not.</summary>
    public void Post(string noticeId, NoticeState state) => Post(new LedgerUpdate(noticeId, state, null));

    /// <summary>What the player says.</summary>
    public void PostReceipt(string noticeId, NoticeState state) =>
        Post(new LedgerUpdate(noticeId, state, time.GetUtcNow().ToUnixTimeMilliseconds()));

    private void Post(LedgerUpdate update)
    {
        if (!waiting.Writer.TryWrite(update))
        {
            dropped.Add(1);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var farewell = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        farewell.CancelAfter(Farewell);
        try
        {
            while (waiting.Reader.Count > 0 && await guard.RunAsync("ledger", WriteAsync, farewell.Token))
            {
                // Until all is written, the store fails, or time is up.
            }
        }
        catch (OperationCanceledException)
        {
            // The records are there; only their last states are not.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await waiting.Reader.WaitToReadAsync(stoppingToken))
        {
            if (!await guard.RunAsync("ledger", WriteAsync, stoppingToken))
            {
                await Task.Delay(Retry, time, stoppingToken);
            }
        }
    }

    /// <summary>Writes a batch of what waits.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var batch = new List<LedgerUpdate>();
        while (batch.Count < MaxWriting && waiting.Reader.TryRead(out var update))
        {
            batch.Add(update);
        }

        var writes = batch.Select(update => WriteAsync(update, cancellationToken)).ToArray();
        await Task.WhenAll(writes);
    }

    private async Task WriteAsync(LedgerUpdate update, CancellationToken cancellationToken)
    {
        try
        {
            if (!await ledger.AdvanceAsync(update.NoticeId, update.State, update.ReceiptMs, cancellationToken))
            {
                unknown.Add(1);
            }
        }
        catch
        {
            if (!waiting.Writer.TryWrite(update))
            {
                dropped.Add(1);
            }

            throw;
        }
    }
}
