namespace NoticeService.Redis.Client;

/// <summary>Where the server is now. Asked anew before each connection, since an embedded server may come back on another port.</summary>
internal interface IRedisEndpoint
{
    /// <summary>A StackExchange.Redis configuration; waits until there is one.</summary>
    Task<string> GetAsync(CancellationToken cancellationToken);
}
