using NoticeService.Domain.Cells;
using NoticeService.Pipeline.Ports;
using NoticeService.Redis.Client;
using StackExchange.Redis;

namespace NoticeService.Redis.Stores;

/// <summary>One hash per window and shard, one field per pod.</summary>
internal sealed class RedisCellStore(RedisGateway gateway, RedisKeys keys) : ICellStore
{
    public Task WriteAsync(Window window, int shard, string pod, ReadOnlyMemory<byte> blob, CancellationToken cancellationToken)
    {
        var key = keys.Cells(shard, window);
        RedisValue value = blob.ToArray();
        return gateway.CallAsync(
            new RedisCall("HSET", Repeatable: true),
            db => KeyedTransaction.RunAsync(
                db,
                tx => tx.HashSetAsync(key, pod, value),
                tx => tx.KeyExpireAsync(key, RedisKeys.CellsLifetime)),
            cancellationToken);
    }

    public async Task<IReadOnlyList<PodBlob>> ReadAsync(Window window, int shard, CancellationToken cancellationToken)
    {
        var key = keys.Cells(shard, window);
        var fields = await gateway.CallAsync(new RedisCall("HGETALL", Repeatable: true), db => db.HashGetAllAsync(key), cancellationToken);
        return [.. fields.Select(f => new PodBlob(f.Name.ToString(), (byte[])f.Value!)).OrderBy(b => b.Pod, StringComparer.Ordinal)];
    }
}
