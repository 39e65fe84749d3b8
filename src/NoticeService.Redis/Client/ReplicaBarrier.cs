using System.Globalization;
using NoticeService.Pipeline.Ports;
using StackExchange.Redis;

namespace NoticeService.Redis.Client;

/// <summary>
/// Waits until replicas have what was written so far. One WAIT covers every write before it on the connection, so whoever comes
/// while one runs shares the next: one round trip for a batch, not for a user. Thread-safe.
/// </summary>
/// <remarks>
/// Not covered: a replica that confirmed and is not the one that is promoted (with several replicas ask for all of them), a
/// reconnection between the write and the WAIT (the new connection has written nothing, so its WAIT is content at once), and
/// a fork of the primary by a partition that outlasts the wait. What is not confirmed may yet have taken effect.
/// </remarks>
internal sealed class ReplicaBarrier(RedisGateway gateway, RedisOptions options)
{
    private const int MaxTries = 1_000;

    private readonly Lock gate = new();
    private Task running = Task.CompletedTask;
    private Task? next;

    /// <summary>Waits for the replicas, if any are to be waited for.</summary>
    /// <param name="key">A key of the slot that was written: its primary is asked. The same for all callers.</param>
    /// <exception cref="StoreUnavailableException">Not enough of them confirmed in time.</exception>
    public Task PassAsync(RedisKey key, CancellationToken cancellationToken)
    {
        if (options.ReplicasConfirming == 0)
        {
            return Task.CompletedTask;
        }

        lock (gate)
        {
            return (next ??= NextAsync(running, key)).WaitAsync(cancellationToken);
        }
    }

    private async Task NextAsync(Task before, RedisKey key)
    {
        // Yields, since the caller holds the lock; its failure was told to those who waited for it.
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        lock (gate)
        {
            running = next!;
            next = null;
        }

        var confirmed = await gateway.CallAsync(new RedisCall("WAIT", Repeatable: true), db => WaitAsync(db, key), CancellationToken.None);
        if (confirmed < options.ReplicasConfirming)
        {
            throw new StoreUnavailableException($"{confirmed} of {options.ReplicasConfirming} replicas confirmed within {options.ReplicaWait}.");
        }
    }

    private async Task<long> WaitAsync(IDatabase database, RedisKey key) => (long)await database.ExecuteAsync(
        "WAIT",
        [options.ReplicasConfirming.ToString(CultureInfo.InvariantCulture), Timeout(database.Multiplexer, key)],
        CommandFlags.DemandMaster);

    // WAIT names no key and the client sends no raw command to a given node: on a cluster it would go to any, which knows nothing
    // of the write. But an argument handed over as a key is routed by its slot, and of a few milliseconds more or less one lies
    // on the node that is meant.
    private RedisKey Timeout(ConnectionMultiplexer multiplexer, RedisKey key)
    {
        var shortest = (long)Math.Ceiling(options.ReplicaWait.TotalMilliseconds);
        var cluster = multiplexer.GetEndPoints().Select(e => multiplexer.GetServer(e).ClusterConfiguration).FirstOrDefault(c => c is not null);
        if (cluster is null)
        {
            return Digits(shortest);
        }

        var primary = cluster.GetBySlot(key)?.EndPoint ?? throw new StoreUnavailableException("No primary has the key.");
        for (var ms = shortest; ms < shortest + MaxTries; ms++)
        {
            if (primary.Equals(cluster.GetBySlot(Digits(ms))?.EndPoint))
            {
                return Digits(ms);
            }
        }

        throw new StoreUnavailableException("No length of the wait leads to the primary.");
    }

    private static RedisKey Digits(long ms) => ms.ToString(CultureInfo.InvariantCulture);
}
