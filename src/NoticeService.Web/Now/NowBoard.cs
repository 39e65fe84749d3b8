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
    private volatile RenderedNow? _view;
    private TaskCompletionSource<RenderedNow> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The latest view, rendered once for everybody.</summary>
    public RenderedNow Latest => _view ?? View(source.Current, default);

    /// <summary>What a view shows, with ages as of this moment.</summary>
    public NowScene Fresh(RenderedNow view) => new(view.Scene.Snapshot, view.Scene.Rates, time.GetUtcNow(), options.Value);

    /// <summary>Completes when there is a view other than the one seen.</summary>
    public async Task<RenderedNow> NextAsync(RenderedNow? seen, CancellationToken cancellationToken)
    {
        // Taken before looking: a view published in between completes it, so none is missed.
        var next = Volatile.Read(ref _next);
        return _view is { } view && view != seen ? view : await next.Task.WaitAsync(cancellationToken);
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
        var view = View(snapshot, _rates.Add(snapshot));
        _view = view;
        Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult(view);
    }

    private RenderedNow View(NowSnapshot snapshot, NowRates rates) => new(new NowScene(snapshot, rates, time.GetUtcNow(), options.Value), renderer);
}

internal static partial class NowLog
{
    [LoggerMessage(EventId = 4000, EventName = "NowFollowFailed", Level = LogLevel.Warning, Message = "The console could not read the state of the service; it shows the last one")]
    public static partial void FollowFailed(ILogger logger, Exception exception);
}
