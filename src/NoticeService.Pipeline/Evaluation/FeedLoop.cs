using Microsoft.Extensions.Hosting;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Evaluation;

/// <summary>Brings what the leader published to this pod, the leader's own pod included: there is one way.</summary>
public sealed class FeedLoop(IEvaluationStore store, FeedHolder holder, LoopGuard guard, TimeProvider time) : BackgroundService
{
    /// <summary>How often the store is asked: a small part of a window, so that a verdict speaks soon.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await guard.RunAsync("feed", RoundAsync, stoppingToken);
        }
    }

    /// <summary>Takes the newest feed, if it is newer than the one held.</summary>
    public async Task RoundAsync(CancellationToken cancellationToken)
    {
        var known = holder.Current.Feed;
        if (await store.ReadFeedAsync(known.Epoch, known.Sequence, cancellationToken) is { } published)
        {
            holder.Set(new FeedView(EvaluationJson.ReadFeed(published.Body.Span)));
        }
    }
}
