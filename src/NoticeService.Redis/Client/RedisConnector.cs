using StackExchange.Redis;

namespace NoticeService.Redis.Client;

/// <summary>Makes one connection that has answered a PING, or fails within a bounded time.</summary>
internal sealed class RedisConnector(RedisOptions options, TimeProvider time)
{
    /// <exception cref="Exception">Anything that <see cref="RedisFaults.IsOutage"/> knows, or a mistake in the configuration.</exception>
    public async Task<ConnectionMultiplexer> ConnectAsync(string configuration, CancellationToken cancellationToken)
    {
        var connecting = ConnectionMultiplexer.ConnectAsync(Configure(configuration));
        ConnectionMultiplexer multiplexer;
        try
        {
            // The client's own timeout does not cover a server that accepts and then says nothing.
            multiplexer = await connecting.WaitAsync(2 * options.ConnectTimeout, time, cancellationToken);
        }
        catch
        {
            CloseWhenDone(connecting);
            throw;
        }

        try
        {
            ClientDifferences.LetRepliesOvertake(multiplexer);
            await multiplexer.GetDatabase().PingAsync().WaitAsync(options.ConnectTimeout, time, cancellationToken);
            return multiplexer;
        }
        catch
        {
            Close(multiplexer);
            throw;
        }
    }

    /// <summary>Faults everything that is pending, at once. Not Dispose, which can block on a hung server.</summary>
    public static void Close(ConnectionMultiplexer multiplexer) => multiplexer.Close(allowCommandsToComplete: false);

    private ConfigurationOptions Configure(string configuration)
    {
        // What the user writes comes later and wins. A failover is not seen in time without the check.
        var connectMs = (int)options.ConnectTimeout.TotalMilliseconds;
        var parsed = ConfigurationOptions.Parse($"configCheckSeconds=2,connectRetry=1,connectTimeout={connectMs},{configuration}");
        parsed.AbortOnConnectFail = false;
        return parsed;
    }

    private static void CloseWhenDone(Task<ConnectionMultiplexer> connecting) => connecting.ContinueWith(
        static task =>
        {
            if (task.IsCompletedSuccessfully)
            {
                Close(task.Result);
            }

            _ = task.Exception;
        },
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
