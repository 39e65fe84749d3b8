using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;
using NoticeService.Pipeline.Ports;
using NoticeService.Redis.Client;
using StackExchange.Redis;

namespace NoticeService.Redis.Stores;

/// <summary>Norms in one hash per shard and month. What this month lacks is looked up in the last.</summary>
internal sealed class RedisNormStore(RedisGateway gateway, RedisKeys keys, TimeProvider time) : INormStore
{
    public async Task<IReadOnlyDictionary<HouseholdId, HouseholdNorms>> LoadAsync(
        IReadOnlyCollection<HouseholdId> households, CancellationToken cancellationToken)
    {
        var month = time.GetUtcNow();
        var found = new Dictionary<HouseholdId, HouseholdNorms>(households.Count);
        await LoadMonthAsync(households, month, found, cancellationToken);
        if (found.Count < households.Count)
        {
            var missing = households.Where(h => !found.ContainsKey(h)).ToList();
            await LoadMonthAsync(missing, month.AddMonths(-1), found, cancellationToken);
        }

        return found;
    }

    public Task SaveAsync(IReadOnlyCollection<KeyValuePair<HouseholdId, HouseholdNorms>> norms, CancellationToken cancellationToken)
    {
        var month = time.GetUtcNow();
        return Task.WhenAll(norms
            .GroupBy(n => RedisKeys.NormShardOf(n.Key))
            .Select(shard => SaveShardAsync(keys.Norms(shard.Key, month.Year, month.Month), shard, cancellationToken)));
    }

    private async Task LoadMonthAsync(
        IReadOnlyCollection<HouseholdId> households,
        DateTimeOffset month,
        Dictionary<HouseholdId, HouseholdNorms> found,
        CancellationToken cancellationToken)
    {
        var shards = households.Distinct().GroupBy(RedisKeys.NormShardOf).Select(g => (g.Key, Households: g.ToArray())).ToArray();
        var values = await Task.WhenAll(shards.Select(shard =>
            LoadShardAsync(keys.Norms(shard.Key, month.Year, month.Month), shard.Households, cancellationToken)));
        for (var s = 0; s < shards.Length; s++)
        {
            for (var h = 0; h < values[s].Length; h++)
            {
                if (!values[s][h].IsNull && NormCodec.TryDecode((byte[])values[s][h]!, out var norms))
                {
                    found[shards[s].Households[h]] = norms;
                }
            }
        }
    }

    private Task<RedisValue[]> LoadShardAsync(RedisKey key, HouseholdId[] households, CancellationToken cancellationToken)
    {
        var fields = Array.ConvertAll(households, h => (RedisValue)NormCodec.Encode(h));
        return gateway.CallAsync(new RedisCall("HMGET", Repeatable: true), db => db.HashGetAsync(key, fields), cancellationToken);
    }

    private Task<bool> SaveShardAsync(RedisKey key, IEnumerable<KeyValuePair<HouseholdId, HouseholdNorms>> norms, CancellationToken cancellationToken)
    {
        var fields = norms.Select(n => new HashEntry(NormCodec.Encode(n.Key), NormCodec.Encode(n.Value))).ToArray();
        return gateway.CallAsync(
            new RedisCall("HMSET", Repeatable: true),
            db => KeyedTransaction.RunAsync(
                db,
                tx => tx.HashSetAsync(key, fields),
                tx => tx.KeyExpireAsync(key, RedisKeys.NormsLifetime)),
            cancellationToken);
    }
}
