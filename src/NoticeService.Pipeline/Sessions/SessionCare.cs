using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Sessions;

/// <summary>Loads and saves norms, and ends idle sessions. At stop it saves what changed.</summary>
public sealed class SessionCare(
    HouseholdDirectory households,
    SessionDirectory sessions,
    LoopGuard guard,
    IOptions<SessionOptions> options,
    TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, time);
        var savedAt = time.GetTimestamp();
        while (await WaitAsync(timer, stoppingToken))
        {
            await guard.RunAsync("norm-load", households.LoadAsync, stoppingToken);
            if (time.GetElapsedTime(savedAt) >= options.Value.NormSaveInterval)
            {
                savedAt = time.GetTimestamp();
                sessions.EndIdle();
                await guard.RunAsync("norm-save", token => households.SaveAsync(all: true, token), stoppingToken);
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await guard.RunAsync("norm-save", token => households.SaveAsync(all: true, token), cancellationToken);
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
