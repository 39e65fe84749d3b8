using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NoticeService.Domain.Disputes;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Journal;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Reconciliation;
using NoticeService.Pipeline.Sealing;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Retention;

/// <summary>
/// On the leader, takes out of the store what has been kept for long enough: records of days that are sealed, and verdicts that were over by then, with their evidence. What
/// was there stays proved by the seals.
/// </summary>
public sealed partial class RetentionLoop(
    ILedgerRetention ledger,
    IVerdictArchive verdicts,
    IEvidenceStore evidence,
    ISealStore seals,
    IAdmissionStore admission,
    IDisputeStore disputes,
    LedgerCondition condition,
    Leadership leadership,
    JournalOptions options,
    RetentionMetrics metrics,
    LoopGuard guard,
    ILogger<RetentionLoop> logger,
    TimeProvider time) : BackgroundService
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    // So that a ledger of years is taken out beside the work, at 10,000 records a minute.
    private const int Batch = 500;
    private const int MostBatches = 20;

    /// <summary>One look. Takes nothing out while records may be missing from the store, nor before their day is sealed.</summary>
    /// <exception cref="StoreUnavailableException">The rest is taken out later.</exception>
    public async Task RoundAsync(CancellationToken cancellationToken)
    {
        if (options.RetentionDays == 0 || leadership.Epoch is null || !condition.IsWhole)
        {
            return;
        }

        var untilMs = await UntilMsAsync(cancellationToken);
        var records = 0;
        for (var batch = 0; batch < MostBatches; batch++)
        {
            var taken = await ledger.ExpireAsync(untilMs, Batch, cancellationToken);
            metrics.Expired(taken);
            records += taken;
            if (taken == 0)
            {
                break;
            }
        }

        var cases = await ExpireVerdictsAsync(untilMs, cancellationToken);
        if (records + cases > 0)
        {
            LogExpired(logger, records, cases, DaySeal.DayOf(untilMs));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await guard.RunAsync("retention", RoundAsync, stoppingToken);
        }
    }

    // By the earlier of two clocks: one that is years ahead must not empty the ledger.
    private async Task<long> UntilMsAsync(CancellationToken cancellationToken)
    {
        var nowMs = Math.Min(time.GetUtcNow().ToUnixTimeMilliseconds(), (await admission.ListSuspensionsAsync(cancellationToken)).AtMs);
        var days = await seals.ListAsync(cancellationToken);
        var wanted = DaySeal.DayOf(nowMs).AddDays(-options.RetentionDays);
        return days.Count == 0 ? 0 : await BeforeDisputesAsync(Math.Min(DaySeal.StartMs(wanted), DaySeal.StartMs(days.Keys.Max().AddDays(1))), cancellationToken);
    }

    // What somebody disputes is kept until he has his answer: its day, and all after it.
    private async Task<long> BeforeDisputesAsync(long untilMs, CancellationToken cancellationToken)
    {
        foreach (var dispute in (await disputes.ListAsync(cancellationToken)).Disputes.Where(d => d.State == DisputeState.Open))
        {
            if (await verdicts.FindAsync(dispute.VerdictId, cancellationToken) is { } verdict)
            {
                untilMs = Math.Min(untilMs, DaySeal.StartMs(DaySeal.DayOf(verdict.OnsetMs)));
            }
        }

        return untilMs;
    }

    // A verdict that was over a day before tells nobody anything after.
    private async Task<int> ExpireVerdictsAsync(long untilMs, CancellationToken cancellationToken)
    {
        var beforeMs = untilMs - (long)TimeSpan.FromDays(1).TotalMilliseconds;
        var over = (await verdicts.OldestAsync(beforeMs, Batch, cancellationToken)).Where(v => Math.Max(v.ClosedMs ?? 0, v.RetractedMs ?? 0) < beforeMs).ToList();
        foreach (var verdict in over)
        {
            // The archive last: what is torn before is found there again.
            await evidence.RemoveAsync(verdict.Id, cancellationToken);
            await verdicts.RemoveAsync(verdict, cancellationToken);
        }

        return over.Count;
    }

    [LoggerMessage(1430, LogLevel.Information, "{Records} records and {Verdicts} past verdicts of before {Day} have expired.")]
    private static partial void LogExpired(ILogger logger, int records, int verdicts, DateOnly day);
}
