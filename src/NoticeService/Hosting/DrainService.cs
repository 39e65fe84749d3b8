using NoticeService.Pipeline.Sessions;

namespace NoticeService.Hosting;

/// <summary>When the service is asked to stop, the players are sent elsewhere first: their streams end before the listener closes.</summary>
internal sealed class DrainService(SessionDirectory sessions, IHostApplicationLifetime lifetime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopping.Register(sessions.Drain);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
