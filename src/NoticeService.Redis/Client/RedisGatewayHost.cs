using Microsoft.Extensions.Hosting;

namespace NoticeService.Redis.Client;

/// <summary>Connects with the service and lets go before the embedded store is ended. Never waits for Redis.</summary>
internal sealed class RedisGatewayHost(RedisGateway gateway) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        gateway.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => gateway.DisposeAsync().AsTask();
}
