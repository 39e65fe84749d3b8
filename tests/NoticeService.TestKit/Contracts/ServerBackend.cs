using NoticeService.TestKit.Servers;
using Xunit;

namespace NoticeService.TestKit.Contracts;

/// <summary>One server for a whole test run, started when first asked for.</summary>
public abstract class ServerBackend(Func<ServerProcess> create) : IStoreBackend, IAsyncLifetime
{
    private readonly SemaphoreSlim gate = new(1);
    private ServerProcess? server;

    public ValueTask InitializeAsync() => default;

    /// <summary>Host and port of the running server.</summary>
    public async Task<string> EndpointAsync()
    {
        await gate.WaitAsync();
        try
        {
            if (server is null)
            {
                var starting = create();
                await starting.StartAsync();
                server = starting;
            }

            return server.Endpoint;
        }
        finally
        {
            gate.Release();
        }
    }

    public async Task<StoreSet> OpenAsync() => new RedisStoreSet(await EndpointAsync());

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        gate.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>The stores on Garnet.</summary>
public sealed class GarnetBackend() : ServerBackend(static () => new GarnetProcess());

/// <summary>The stores on redis-server; skips the tests where it is not installed.</summary>
public sealed class RedisServerBackend() : ServerBackend(static () => new RedisServerProcess());

/// <summary>The stores on Redis Cluster; skips the tests where redis-server is not installed.</summary>
public sealed class RedisClusterBackend() : ServerBackend(static () => new RedisServerProcess(cluster: true));
