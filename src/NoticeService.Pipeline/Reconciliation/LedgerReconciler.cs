using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Delivery;
using NoticeService.Pipeline.Journal;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Sealing;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Reconciliation;

/// <summary>
/// Holds the store against this pod's journal, at start and each second, and gives back what the store has forgotten. The argument
/// why no displayed notice can be missing stands in the README of this folder.
/// </summary>
public sealed partial class LedgerReconciler(
    NoticeJournal journal,
    ILedgerRepair repair,
    ILedgerRetention retention,
    LedgerCondition condition,
    LedgerUpdates updates,
    SealCopies seals,
    JournalOptions options,
    ReconciliationMetrics metrics,
    LoopGuard guard,
    ILogger<LedgerReconciler> logger,
    TimeProvider time) : BackgroundService
{
    /// <summary>How often the store is looked at.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private const int ChunkSize = 500;
    private const int MaxPasses = 100;

    // Renewed with each chunk: a pod that dies while it gives back holds up the others no longer than this.
    private static readonly TimeSpan HoldLifetime = TimeSpan.FromSeconds(30);

    private JournalPosition? confirmed;
    private long seenConnection = -1;
    private long seenAt;
    private bool holding;

    /// <summary>One look.</summary>
    /// <exception cref="StoreUnavailableException">The store did not confirm.</exception>
    public async Task RoundAsync(CancellationToken cancellationToken)
    {
        if (journal.Id.Length == 0)
        {
            // It could not be opened yet; its own health says so, and nothing is sent.
            return;
        }

        var connection = repair.Connection;
        if (connection != seenConnection)
        {
            (seenConnection, seenAt) = (connection, time.GetTimestamp());
        }

        for (var pass = 0; !await PassAsync(cancellationToken); pass++)
        {
            if (pass == MaxPasses)
            {
                throw new StoreUnavailableException("The store forgets faster than it can be given back.");
            }
        }

        if (holding)
        {
            await repair.LetGoAsync(journal.Id, cancellationToken);
            holding = false;
        }

        // Another pod's journal may have to give back too: for as long as that may take, this one sends nothing.
        if (connection == repair.Connection && time.GetElapsedTime(seenAt) >= options.ReconcileHold)
        {
            condition.Found(connection);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            await guard.RunAsync("reconciliation", RoundAsync, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    // The mark is renewed before anything is looked at, and confirmed after. If it is still there then, so is all that was
    // written before its renewal; what was given back after the renewal is not covered, so then another pass is needed.
    private async Task<bool> PassAsync(CancellationToken cancellationToken)
    {
        var first = confirmed is null;
        var to = journal.Durable;
        var nonce = Guid.NewGuid().ToString("N");
        var stored = await repair.BeginAsync(journal.Id, nonce, cancellationToken);
        var forgotten = first ? stored == default && journal.Begun.Segment > 1 : stored.CompareTo(confirmed!.Value) < 0;
        if (forgotten && !holding)
        {
            condition.Lost();
            metrics.Lost();
            LogForgotten(logger, stored.ToString());
            holding = true;
            await repair.HoldAsync(journal.Id, HoldLifetime, cancellationToken);
            await seals.GiveBackAsync(cancellationToken);
        }

        var look = new Look(first ? Earlier(stored, RecentDays()) : stored, to, first);
        await LookAsync(look, cancellationToken);
        if (look.Restored > 0)
        {
            metrics.Restored(look.Restored);
            LogRestored(logger, look.Restored);
        }

        if (look.Restored > 0 || !await repair.CommitAsync(journal.Id, nonce, to, cancellationToken))
        {
            confirmed = first ? null : stored;
            return false;
        }

        confirmed = to;
        await FailAbandonedAsync(look.Abandoned, cancellationToken);
        return true;
    }

    // At start also the last two days before it: a notice may have been on its way, and the store may have a later state that a crash
    // kept from the journal.
    private JournalPosition RecentDays() =>
        journal.Folder.Segments().LastOrDefault(s => s.Number < journal.Begun.Segment) is { Number: > 0 } last
            ? journal.Folder.Since(last.Day.AddDays(-1))
            : default;

    private async Task LookAsync(Look look, CancellationToken cancellationToken)
    {
        foreach (var chunk in journal.Folder.Read(look.From, look.To).Chunk(ChunkSize))
        {
            if (holding)
            {
                await repair.HoldAsync(journal.Id, HoldLifetime, cancellationToken);
            }

            var entries = Merge(chunk);
            var present = await repair.FindAsync([.. entries.Select(e => e.Record.NoticeId)], cancellationToken);

            // Asked after: a record that had expired by then was not forgotten.
            var expiredMs = present.Contains(null) ? await retention.ExpiredUntilAsync(cancellationToken) : 0;
            for (var i = 0; i < entries.Count; i++)
            {
                if (present[i] is not null || entries[i].Record.DecidedMs >= expiredMs)
                {
                    await SettleAsync(look, entries[i], present[i], cancellationToken);
                }
            }
        }
    }

    private async Task SettleAsync(Look look, JournalEntry entry, LedgerRecord? present, CancellationToken cancellationToken)
    {
        if (present is not null && CanonicalRecord.BodyHash(present) != CanonicalRecord.BodyHash(entry.Record))
        {
            metrics.Contradicted();
        }
        else if (present is null || NoticeProgress.IsLater(entry.Record, present))
        {
            await repair.RestoreAsync(entry, present, cancellationToken);
            look.Restored++;
            present = entry.Record;
        }
        else if (look.First && NoticeProgress.IsLater(present, entry.Record))
        {
            await journal.AppendAsync(new JournalEntry(present, 0, 0), cancellationToken);
        }

        if (look.First && present is { State: NoticeState.Reserved })
        {
            look.Abandoned.Add(present.NoticeId);
        }
    }

    // Reserved by a process that is gone: whether it was sent nobody knows, which is what a failure without a receipt says. If it was
    // displayed after all, the player's receipt still counts.
    private async Task FailAbandonedAsync(HashSet<string> noticeIds, CancellationToken cancellationToken)
    {
        foreach (var chunk in noticeIds.Chunk(ChunkSize))
        {
            foreach (var record in await repair.FindAsync(chunk, cancellationToken))
            {
                if (record is { State: NoticeState.Reserved })
                {
                    updates.Post(record.NoticeId, NoticeState.Failed);
                }
            }
        }
    }

    // The last state of each notice, and its cooldown, which only its first entry has.
    private static List<JournalEntry> Merge(JournalEntry[] chunk)
    {
        var merged = new Dictionary<string, JournalEntry>(StringComparer.Ordinal);
        foreach (var entry in chunk)
        {
            merged[entry.Record.NoticeId] = !merged.TryGetValue(entry.Record.NoticeId, out var known) ? entry : new JournalEntry(
                NoticeProgress.IsLater(entry.Record, known.Record) ? entry.Record : known.Record,
                Math.Max(entry.ToldMicros, known.ToldMicros),
                Math.Max(entry.CooldownMicros, known.CooldownMicros));
        }

        return [.. merged.Values];
    }

    private static JournalPosition Earlier(JournalPosition a, JournalPosition b) => a.CompareTo(b) < 0 ? a : b;

    private sealed class Look(JournalPosition from, JournalPosition to, bool first)
    {
        public JournalPosition From => from;

        public JournalPosition To => to;

        public bool First => first;

        public long Restored { get; set; }

        public HashSet<string> Abandoned { get; } = new(StringComparer.Ordinal);
    }

    [LoggerMessage(1410, LogLevel.Error, "The store has forgotten what it had confirmed of the ledger: this pod's journal gives back what was written since {Position}. No notice goes out meanwhile.")]
    private static partial void LogForgotten(ILogger logger, string position);

    [LoggerMessage(1411, LogLevel.Warning, "{Records} records were given back to the store from the journal.")]
    private static partial void LogRestored(ILogger logger, long records);
}
