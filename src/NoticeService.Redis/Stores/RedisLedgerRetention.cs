using NoticeService.Pipeline.Ports;
using NoticeService.Redis.Client;
using StackExchange.Redis;

namespace NoticeService.Redis.Stores;

/// <summary>Reads the end of the index of all, and takes out what it names, a record in one script.</summary>
internal sealed class RedisLedgerRetention(RedisGateway gateway, RedisKeys keys) : ILedgerRetention
{
    // Beside what the pods ask: it is in no hurry.
    private const int AtOnce = 8;

    public async Task<long> ExpiredUntilAsync(CancellationToken cancellationToken)
    {
        var stored = await gateway.CallAsync(new RedisCall("GET", Repeatable: true), db => db.StringGetAsync(keys.ExpiredUntil), cancellationToken);
        return stored.IsNull ? 0 : (long)stored;
    }

    public async Task<int> ExpireAsync(long untilMs, int most, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, RedisLedger.MaxPage);
        if (untilMs <= 0)
        {
            return 0;
        }

        var oldest = await gateway.CallAsync(
            new RedisCall("ZREVRANGE", Repeatable: true), db => db.SortedSetRangeByRankAsync(keys.LedgerIndex, 0, most - 1, Order.Descending), cancellationToken);
        string[] members = [.. oldest.Select(m => m.ToString()).TakeWhile(m => string.CompareOrdinal(m, LedgerIndex.Before(untilMs)) >= 0)];
        if (members.Length == 0)
        {
            return 0;
        }

        var records = Array.ConvertAll(members, m => keys.LedgerRecord(LedgerIndex.NoticeIdOf(m)));
        var stored = await gateway.CallAsync(new RedisCall("MGET", Repeatable: true), db => db.StringGetAsync(records), cancellationToken);
        await Parallel.ForEachAsync(
            members.Zip(stored),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (found, token) => await ExpireAsync(untilMs, found.First, found.Second, token));
        return members.Length;
    }

    private async Task ExpireAsync(long untilMs, string member, RedisValue stored, CancellationToken cancellationToken)
    {
        if (stored.IsNull)
        {
            // Of a decision that was torn before it was committed: whose ISP and household they were is not known any more.
            await gateway.CallAsync(new RedisCall("ZREM", Repeatable: true), db => db.SortedSetRemoveAsync(keys.LedgerIndex, member), cancellationToken);
            return;
        }

        var record = LedgerRecordCodec.Decode(stored.ToString());
        await gateway.RunAsync(
            RedisScript.Expire,
            [keys.ExpiredUntil, keys.LedgerRecord(record.NoticeId), keys.LedgerIndex, keys.LedgerIndexOfIsp(record.Isp), keys.LedgerIndexOfHousehold(record.Household)],
            [untilMs, member],
            cancellationToken);
    }
}
