using StackExchange.Redis;

namespace NoticeService.Redis.Client;

/// <summary>Asks every connected server whether it lives: an established connection to a hung one never fails by itself.</summary>
internal sealed class Heartbeat(RedisOptions options, TimeProvider time)
{
    /// <summary>Returns, with the reason, when so many beats in a row were missed that the connection must go.</summary>
    public async Task<string> WatchAsync(ConnectionMultiplexer multiplexer, CancellationToken cancellationToken)
    {
        var missed = 0;
        while (true)
        {
            await Task.Delay(options.HeartbeatInterval, time, cancellationToken);
            var silent = await FindSilentAsync(multiplexer, cancellationToken);
            missed = silent is null ? 0 : missed + 1;
            if (missed >= options.HeartbeatsMissed)
            {
                return $"{silent}.";
            }
        }
    }

    private async Task<string?> FindSilentAsync(ConnectionMultiplexer multiplexer, CancellationToken cancellationToken)
    {
        // A node that is not connected is the client's to reconnect, as long as another one answers.
        var connected = multiplexer.GetEndPoints().Select(e => multiplexer.GetServer(e)).Where(s => s.IsConnected).ToList();
        if (connected.Count == 0)
        {
            return "no server is connected";
        }

        var answers = await Task.WhenAll(connected.Select(s => AnswersAsync(s, cancellationToken)));
        var silent = Array.IndexOf(answers, false);
        return silent < 0 ? null : $"{connected[silent].EndPoint} does not answer";
    }

    private async Task<bool> AnswersAsync(IServer server, CancellationToken cancellationToken)
    {
        var ping = server.PingAsync();
        try
        {
            await ping.WaitAsync(options.CallTimeout, time, cancellationToken);
            return true;
        }
        catch (RedisServerException)
        {
            // An error, such as LOADING, is an answer: another connection would get the same.
            return true;
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested && RedisFaults.IsOutage(fault))
        {
            // The reason is reported by the caller when it becomes a change of state. A late fault concerns nobody.
            _ = ping.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return false;
        }
    }
}
