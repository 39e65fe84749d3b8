using System.Globalization;
using NoticeService.Pipeline.Ports;
using NoticeService.Redis.Client;
using StackExchange.Redis;

namespace NoticeService.Redis.Stores;

/// <summary>A hash for each verdict: its packs by their times.</summary>
internal sealed class RedisEvidenceStore(RedisGateway gateway, RedisKeys keys) : IEvidenceStore
{
    public async Task AddAsync(string verdictId, long atMs, ReadOnlyMemory<byte> pack, CancellationToken cancellationToken) => await gateway.CallAsync(
        new RedisCall("HSETNX", Repeatable: true),
        db => db.HashSetAsync(keys.Evidence(verdictId), atMs.ToString(CultureInfo.InvariantCulture), pack.ToArray(), When.NotExists),
        cancellationToken);

    public async Task RemoveAsync(string verdictId, CancellationToken cancellationToken) =>
        await gateway.CallAsync(new RedisCall("DEL", Repeatable: true), db => db.KeyDeleteAsync(keys.Evidence(verdictId)), cancellationToken);

    public async Task<ReadOnlyMemory<byte>?> FindAsync(string verdictId, long atMs, CancellationToken cancellationToken)
    {
        var key = keys.Evidence(verdictId);
        var times = await gateway.CallAsync(new RedisCall("HKEYS", Repeatable: true), db => db.HashKeysAsync(key), cancellationToken);
        if (times.Length == 0)
        {
            return null;
        }

        var at = PackTimes.At(times.Select(t => (long)t), atMs);
        var pack = await gateway.CallAsync(new RedisCall("HGET", Repeatable: true), db => db.HashGetAsync(key, at.ToString(CultureInfo.InvariantCulture)), cancellationToken);
        return pack.IsNull ? null : (ReadOnlyMemory<byte>)(byte[])pack!;
    }
}
