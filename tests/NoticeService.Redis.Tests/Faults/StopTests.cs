using System.Diagnostics.Metrics;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using NoticeService.Redis.Client;
using NoticeService.TestKit;

namespace NoticeService.Redis.Tests.Faults;

/// <summary>The service's end while Redis cannot be reached.</summary>
public sealed class StopTests
{
    // It was: a connection refused in the moment of the stop came out of the disposal, and the service ended with an error.
    [Fact]
    public async Task Dispose_ConnectionFailsInTheMomentOfTheStop_IsQuiet()
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var log = new RecordedLog();
        var endpoint = new FailsAtTheStop();
        var gateway = new RedisGateway(
            endpoint, new RedisOptions(), TimeProvider.System, services.GetRequiredService<IMeterFactory>(), log.For<RedisGateway>());
        gateway.Start();
        await endpoint.Asked;
        await gateway.DisposeAsync();
        Assert.Equal("The service is stopping.", gateway.Detail);
        Assert.Empty(log.Lines);
    }

    private sealed class FailsAtTheStop : IRedisEndpoint
    {
        private readonly TaskCompletionSource asked = new();

        public Task Asked => asked.Task;

        public async Task<string> GetAsync(CancellationToken cancellationToken)
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new SocketException((int)SocketError.ConnectionRefused);
        }
    }
}
