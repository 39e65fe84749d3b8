using NoticeService.Redis.Client;

namespace NoticeService.Redis.Embedded;

/// <summary>The configured server, or else the embedded one, wherever it is now.</summary>
internal sealed class RedisEndpoint(RedisOptions options, EmbeddedStore embedded) : IRedisEndpoint
{
    public Task<string> GetAsync(CancellationToken cancellationToken) =>
        options.Connection.Length > 0 ? Task.FromResult(options.Connection) : embedded.GetEndpointAsync(cancellationToken);
}
