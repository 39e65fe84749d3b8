using NoticeService.Redis;
using NoticeService.Redis.Embedded;

namespace NoticeService.Commands;

/// <summary>The store as the service would use it, for a command: nothing else of the service runs.</summary>
internal sealed class CtlStore : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly IReadOnlyList<IHostedService> hosted;

    private CtlStore(ServiceProvider services)
    {
        this.services = services;
        hosted = [.. services.GetServices<IHostedService>()];
    }

    /// <param name="data">Folder of the embedded store, which is started when no Redis is configured.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="EmbeddedStoreException">A service runs on that folder.</exception>
    public static async Task<CtlStore> OpenAsync(string data, CancellationToken cancellationToken)
    {
        var configuration = new ConfigurationBuilder()
            // More patience than the service has: nothing else waits.
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Redis:CallTimeout"] = "00:00:10" })
            .AddEnvironmentVariables()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Embedded:DataDirectory"] = data })
            .Build();
        var store = new CtlStore(new ServiceCollection().AddLogging().AddRedisStores(configuration).BuildServiceProvider());
        try
        {
            foreach (var service in store.hosted)
            {
                await service.StartAsync(cancellationToken);
            }

            if (configuration["Redis:Connection"] is not { Length: > 0 })
            {
                await store.Get<EmbeddedStore>().GetEndpointAsync(cancellationToken);
            }

            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        foreach (var service in hosted.Reverse())
        {
            await service.StopAsync(CancellationToken.None);
        }

        await services.DisposeAsync();
    }
}
