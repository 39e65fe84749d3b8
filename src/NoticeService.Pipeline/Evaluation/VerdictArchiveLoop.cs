using Microsoft.Extensions.Hosting;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Disputes;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Evaluation;

/// <summary>
/// Writes verdicts that are over, or that people retracted, to the archive before the feed drops them, an hour later. Every pod does: they are few, writing one again
/// does no harm, and so none is lost with a leader.
/// </summary>
public sealed class VerdictArchiveLoop(FeedHolder feed, IVerdictArchive archive, DisputeBoard disputes, LoopGuard guard, TimeProvider time) : BackgroundService
{
    /// <summary>A small part of the hour.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private Dictionary<string, VerdictState> written = new(StringComparer.Ordinal);

    /// <summary>Writes those that this pod has not written yet.</summary>
    public async Task RoundAsync(CancellationToken cancellationToken)
    {
        var over = feed.Current.Feed.Verdicts.Select(disputes.Ruled).Where(v => v.State is VerdictState.Closed or VerdictState.Retracted).ToList();
        foreach (var verdict in over.Where(v => !written.TryGetValue(v.Id, out var state) || state != v.State))
        {
            await archive.AddAsync(verdict, cancellationToken);
            written[verdict.Id] = verdict.State;
        }

        // What the feed no longer has is asked for no more.
        written = over.ToDictionary(v => v.Id, v => v.State, StringComparer.Ordinal);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await guard.RunAsync("verdict_archive", RoundAsync, stoppingToken);
        }
    }
}
