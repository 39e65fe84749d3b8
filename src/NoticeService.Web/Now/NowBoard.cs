using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NoticeService.Pipeline.Now;
using NoticeService.Web.Pages;

namespace NoticeService.Web.Now;

/// <summary>Follows the source and holds the latest view of it for every page and stream. Thread-safe.</summary>
internal sealed class NowBoard(INowSource source, PageRenderer renderer, TimeProvider time, IOptions<ConsoleOptions> options, ILogger<NowBoard> log)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly RateWindow _rates = new();
    private volatile Post? _post;
    private TaskCompletionSource<Post> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The latest snapshot, with ages as of this moment.</summary>
    public NowScene Fresh()
    {
        var post = _post;
        return new NowScene(post?.View.Scene.Snapshot ?? source.Current, post?.Rates ?? default, time.GetUtcNow(), options.Value);
    }

    /// <summary>The latest view, rendered once for everybody.</summary>
    public RenderedNow Latest => _post?.View ?? new RenderedNow(Fresh(), renderer);

    /// <summary>Completes when there is a view other than the one seen.</summary>
    public async Task<RenderedNow> NextAsync(RenderedNow? seen, CancellationToken cancellationToken)
    {
        // Taken before looking: a view published in between completes it, so none is missed.
        var next = Volatile.Read(ref _next);
        return _post is { } post && post.View != seen ? post.View : (await next.Task.WaitAsync(cancellationToken)).View;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        NowSnapshot? seen = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                seen = await source.NextAsync(seen, stoppingToken);
                Publish(seen);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // The console must survive its data: the page turns stale and says so.
                NowLog.FollowFailed(log, fault);
                await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Publish(NowSnapshot snapshot)
    {
        var rates = _rates.Add(snapshot);
        var post = new Post(new RenderedNow(new NowScene(snapshot, rates, time.GetUtcNow(), options.Value), renderer), rates);
        _post = post;
        Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult(post);
    }

    private sealed record Post(RenderedNow View, NowRates Rates);
}

internal static partial class NowLog
{
    [LoggerMessage(EventId = 4000, EventName = "NowFollowFailed", Level = LogLevel.Warning, Message = "The console could not read the state of the service; it shows the last one")]
    public static partial void FollowFailed(ILogger logger, Exception exception);
}
