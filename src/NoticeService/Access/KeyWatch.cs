using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Access;

/// <summary>Looks at the sources of keys every second, so that no call reads a file or waits for an issuer; one that hangs holds up no other.</summary>
internal sealed class KeyWatch(CallerAccess access, LoopGuard guard, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // An issuer that is being started with this service; what starts services has more patience.
    private static readonly TimeSpan FirstWithin = TimeSpan.FromSeconds(20);

    /// <summary>The listener opens after this: without good keys nobody could be told from anybody.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(access.Sources.OfType<KeyAddress>().Select(source => source.BeginAsync(FirstWithin, cancellationToken)));
        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(access.Sources.Select(source => WatchAsync(source, stoppingToken)));

    private async Task WatchAsync(KeySource source, CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await guard.RunAsync("access_keys", source.PollAsync, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }
}
