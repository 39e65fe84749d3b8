using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Sessions;

/// <summary>Loads and saves norms. At stop it saves what changed.</summary>
public sealed class SessionCare(
    HouseholdDirectory households,
    LoopGuard guard,
    IOptions<SessionOptions> options,
    TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(250);

    // Its own: what the other services need to stop is not taken from it.
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, time);
        var savedAt = time.GetTimestamp();
        while (await WaitAsync(timer, stoppingToken))
        {
            await guard.RunAsync("norm-load", households.LoadAsync, stoppingToken);
            if (time.GetElapsedTime(savedAt) < options.Value.NormSaveInterval)
            {
                continue;
            }

            // A save that fails is tried in the next round, and not an interval later: by then the store is long back.
            var begun = time.GetTimestamp();
            if (await guard.RunAsync("norm-save", token => households.SaveAsync(all: true, token), stoppingToken))
            {
                savedAt = begun;
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var farewell = new CancellationTokenSource(Farewell);
        try
        {
            await guard.RunAsync("norm-save", token => households.SaveAsync(all: true, token), farewell.Token);
        }
        catch (OperationCanceledException)
        {
            // What was not written is learned again.
        }
    }

    private static async ValueTask<bool> WaitAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
