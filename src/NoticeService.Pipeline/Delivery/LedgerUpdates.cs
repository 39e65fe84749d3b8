using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using NoticeService.Domain.Households;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Journal;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Reconciliation;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Delivery;

/// <summary>What became of a notice after it was recorded.</summary>
/// <param name="NoticeId">Which.</param>
/// <param name="State">Where to.</param>
/// <param name="ReceiptMs">When its player said so; null when the service itself did.</param>
/// <param name="Household">The player's; null when the service itself did.</param>
public readonly record struct LedgerUpdate(string NoticeId, NoticeState State, long? ReceiptMs, HouseholdId? Household);

/// <summary>
/// Moves ledger records on as notices are sent and receipts come, in the background: no player waits for the store. What the
/// store did not confirm is written again; a state never goes back, so order and repeats do no harm. What
/// the service did goes first and waits in a queue of its own, so that no flood of receipts can crowd it out. While the store
/// may have forgotten records, nothing is written: a receipt for one of them would be taken for a stranger's. Thread-safe.
/// </summary>
public sealed class LedgerUpdates : BackgroundService
{
    /// <summary>Updates of each kind that wait, at most; more are counted and let go: the record itself is in the ledger already.</summary>
    public const int Capacity = 500_000;

    private const int MaxWriting = 64;

    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(500);

    private readonly Channel<LedgerUpdate> ours = Queue<LedgerUpdate>(Capacity);
    private readonly Channel<LedgerUpdate> receipts = Queue<LedgerUpdate>(Capacity);
    private readonly Channel<bool> wake = Queue<bool>(1);

    private readonly ILedger ledger;
    private readonly NoticeJournal journal;
    private readonly LedgerCondition condition;
    private readonly LoopGuard guard;
    private readonly TimeProvider time;
    private readonly Counter<long> dropped;
    private readonly Counter<long> unknown;

    public LedgerUpdates(ILedger ledger, NoticeJournal journal, LedgerCondition condition, LoopGuard guard, IMeterFactory meters, TimeProvider time)
    {
        this.ledger = ledger;
        this.journal = journal;
        this.condition = condition;
        this.guard = guard;
        this.time = time;
        var meter = NoticeMeter.Create(meters);
        dropped = meter.CreateCounter<long>("notice.ledger.updates_dropped", "{update}", "Sends and receipts that did not reach the ledger because too many waited.");
        unknown = meter.CreateCounter<long>("notice.ledger.updates_unknown", "{update}", "Receipts for a notice that is not in the ledger, or is another household's.");
    }

    /// <summary>What the service did: handed the notice over, or could not.</summary>
    public void Post(string noticeId, NoticeState state) => Post(new LedgerUpdate(noticeId, state, null, null));

    /// <summary>What the player of a household says; of another household's notice it changes nothing.</summary>
    public void PostReceipt(string noticeId, NoticeState state, HouseholdId household) =>
        Post(new LedgerUpdate(noticeId, state, time.GetUtcNow().ToUnixTimeMilliseconds(), household));

    private void Post(LedgerUpdate update)
    {
        Enqueue(update);
        wake.Writer.TryWrite(true);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var farewell = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        farewell.CancelAfter(Farewell);
        try
        {
            while (Waiting > 0 && condition.IsWhole && await guard.RunAsync("ledger", WriteAsync, farewell.Token))
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
        await foreach (var _ in wake.Reader.ReadAllAsync(stoppingToken))
        {
            while (Waiting > 0)
            {
                if (!condition.IsWhole || !await guard.RunAsync("ledger", WriteAsync, stoppingToken))
                {
                    await Task.Delay(Retry, time, stoppingToken);
                }
            }
        }
    }

    /// <summary>Writes a batch of what waits.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var batch = new List<LedgerUpdate>();
        while (batch.Count < MaxWriting && (ours.Reader.TryRead(out var update) || receipts.Reader.TryRead(out update)))
        {
            batch.Add(update);
        }

        var writes = batch.Select(update => WriteAsync(update, cancellationToken)).ToArray();
        await Task.WhenAll(writes);
    }

    private int Waiting => ours.Reader.Count + receipts.Reader.Count;

    private Channel<LedgerUpdate> QueueOf(in LedgerUpdate update) => update.Household is null ? ours : receipts;

    private static Channel<T> Queue<T>(int capacity) => Channel.CreateBounded<T>(new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    private async Task WriteAsync(LedgerUpdate update, CancellationToken cancellationToken)
    {
        try
        {
            var wholeOn = condition.WholeOn;
            var move = await ledger.AdvanceAsync(update.NoticeId, update.State, update.ReceiptMs, update.Household, cancellationToken);
            if (!move.Known && (wholeOn is null || condition.WholeOn != wholeOn))
            {
                // Whom the call reached may have forgotten the record, and is given it back.
                Enqueue(update);
            }
            else if (!move.Known)
            {
                unknown.Add(1);
            }
            else if (move.Moved is { } record && !await journal.AppendAsync(new JournalEntry(record, 0, 0), cancellationToken))
            {
                journal.UpdateLost();
            }
        }
        catch
        {
            Enqueue(update);
            throw;
        }
    }

    private void Enqueue(LedgerUpdate update)
    {
        if (!QueueOf(update).Writer.TryWrite(update))
        {
            dropped.Add(1);
        }
    }
}
