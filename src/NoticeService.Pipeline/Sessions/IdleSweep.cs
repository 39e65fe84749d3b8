using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Sessions;

/// <summary>Ends the sessions from which nothing came for too long. On a timer of its own: no store can hold it up.</summary>
public sealed class IdleSweep(SessionDirectory sessions, LoopGuard guard, IOptions<SessionOptions> options, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var shorter = options.Value.ReportIdle < options.Value.WatchIdle ? options.Value.ReportIdle : options.Value.WatchIdle;
        using var timer = new PeriodicTimer(shorter / 4, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await guard.RunAsync("idle-sweep", SweepAsync, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service ends, perhaps before it has begun: no news.
        }
    }

    private Task SweepAsync(CancellationToken cancellationToken)
    {
        sessions.EndIdle();
        return Task.CompletedTask;
    }
}
