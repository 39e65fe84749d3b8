using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Access;

/// <summary>Looks at the key files every second, so that no call reads a file.</summary>
internal sealed class KeyWatch(CallerAccess access, LoopGuard guard, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (access.Files.Count > 0 && await timer.WaitForNextTickAsync(stoppingToken))
            {
                await guard.RunAsync("access_keys", PollAsync, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    private Task PollAsync(CancellationToken cancellationToken)
    {
        foreach (var file in access.Files)
        {
            file.Poll();
        }

        return Task.CompletedTask;
    }
}
