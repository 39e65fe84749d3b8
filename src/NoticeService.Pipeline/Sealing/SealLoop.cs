using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Journal;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Reconciliation;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Sealing;

/// <summary>Copies seals between the store and this pod's folder, and, on the leader, seals the UTC days that are over, one after the other.</summary>
public sealed partial class SealLoop(
    SealCopies copies,
    DaySealer sealer,
    NoticeJournal journal,
    LedgerCondition condition,
    Leadership leadership,
    JournalOptions options,
    SealMetrics metrics,
    LoopGuard guard,
    ILogger<SealLoop> logger,
    TimeProvider time) : BackgroundService
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private DateOnly checkedOn;

    /// <summary>One look. Seals nothing while records may be missing from the store.</summary>
    public async Task RoundAsync(CancellationToken cancellationToken)
    {
        if (journal.Id.Length == 0 || !condition.IsWhole)
        {
            return;
        }

        var seals = await copies.RoundAsync(cancellationToken);
        var now = time.GetUtcNow();
        var due = DateOnly.FromDateTime((now - options.SealDelay).UtcDateTime).AddDays(-1);
        var last = seals.Count == 0 ? (DateOnly?)null : seals.Keys.Max();
        if (checkedOn != due)
        {
            copies.Check(seals);
            checkedOn = due;
        }

        while (leadership.Epoch is { } epoch && (last is null || last < due) && condition.IsWhole)
        {
            var day = last?.AddDays(1) ?? due;
            var (outcome, whole) = await sealer.SealAsync(day, last is { } before ? (before, seals[before]) : null, epoch, cancellationToken);
            if (outcome != SealOutcome.Sealed)
            {
                metrics.Refused();
                LogRefused(logger, day, outcome);
                break;
            }

            metrics.Sealed();
            LogSealed(logger, day, whole!.Seal.Records, whole.Seal.Supplement, whole.Seal.Hash().ToString());
            seals = await copies.RoundAsync(cancellationToken);
            last = day;
        }

        metrics.Behind(last is { } newest ? Math.Max(0, due.DayNumber - newest.DayNumber) : 1);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await guard.RunAsync("seal", RoundAsync, stoppingToken);
        }
    }

    [LoggerMessage(1420, LogLevel.Information, "{Day} of the ledger is sealed: {Records} records, {Supplement} late ones, hash {Hash}.")]
    private static partial void LogSealed(ILogger logger, DateOnly day, long records, long supplement, string hash);

    [LoggerMessage(1422, LogLevel.Warning, "The seal of {Day} was refused: {Outcome}.")]
    private static partial void LogRefused(ILogger logger, DateOnly day, SealOutcome outcome);
}
