using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Evaluation;
using NoticeService.Pipeline.Ports;
using NoticeService.Redis.Client;
using StackExchange.Redis;

namespace NoticeService.Redis.Stores;

/// <summary>Each verdict under its id, and an index of their positions. The index comes last: what it names is there.</summary>
internal sealed class RedisVerdictArchive(RedisGateway gateway, RedisKeys keys) : IVerdictArchive
{
    // Follows every digit.
    private const string End = ":";

    public async Task AddAsync(Verdict verdict, CancellationToken cancellationToken)
    {
        var json = EvaluationJson.Write(verdict);
        await gateway.CallAsync(new RedisCall("SET", Repeatable: true), db => db.StringSetAsync(keys.Verdict(verdict.Id), json), cancellationToken);
        await gateway.CallAsync(new RedisCall("ZADD", Repeatable: true), db => db.SortedSetAddAsync(keys.Verdicts, IVerdictArchive.PositionOf(verdict), 0), cancellationToken);
    }

    public async Task<Verdict?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var stored = await gateway.CallAsync(new RedisCall("GET", Repeatable: true), db => db.StringGetAsync(keys.Verdict(id)), cancellationToken);
        return stored.IsNull ? null : EvaluationJson.ReadVerdict((byte[])stored!);
    }

    public async Task<VerdictPage> ListAsync(long toMs, string? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (toMs <= 0)
        {
            return new VerdictPage([], null);
        }

        // One more than asked for tells whether there is a next page.
        var members = await gateway.CallAsync(
            new RedisCall("ZRANGEBYLEX", Repeatable: true),
            db => db.SortedSetRangeByValueAsync(
                key: keys.Verdicts,
                min: after ?? IVerdictArchive.Position(toMs - 1),
                max: End,
                exclude: after is null ? Exclude.Stop : Exclude.Both,
                skip: 0L,
                take: limit + 1L,
                flags: CommandFlags.None),
            cancellationToken);
        var page = members.Take(limit).Select(m => m.ToString()).ToArray();
        return new VerdictPage(await ReadAsync(page, cancellationToken), members.Length > limit ? page[^1] : null);
    }

    public async Task<IReadOnlyList<Verdict>> OldestAsync(long toMs, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (toMs <= 0)
        {
            return [];
        }

        var members = await gateway.CallAsync(
            new RedisCall("ZREVRANGE", Repeatable: true), db => db.SortedSetRangeByRankAsync(keys.Verdicts, 0, limit - 1, Order.Descending), cancellationToken);
        var oldest = new List<Verdict>();
        foreach (var member in members.Select(m => m.ToString()).TakeWhile(m => string.CompareOrdinal(m, IVerdictArchive.Position(toMs - 1)) >= 0))
        {
            if (await ReadAsync([member.ToString()], cancellationToken) is [var verdict])
            {
                oldest.Add(verdict);
            }
            else
            {
                // It was being taken out.
                await gateway.CallAsync(new RedisCall("ZREM", Repeatable: true), db => db.SortedSetRemoveAsync(keys.Verdicts, member), cancellationToken);
            }
        }

        return oldest;
    }

    public async Task RemoveAsync(Verdict verdict, CancellationToken cancellationToken)
    {
        await gateway.CallAsync(new RedisCall("DEL", Repeatable: true), db => db.KeyDeleteAsync(keys.Verdict(verdict.Id)), cancellationToken);
        await gateway.CallAsync(new RedisCall("ZREM", Repeatable: true), db => db.SortedSetRemoveAsync(keys.Verdicts, IVerdictArchive.PositionOf(verdict)), cancellationToken);
    }

    private async Task<IReadOnlyList<Verdict>> ReadAsync(string[] members, CancellationToken cancellationToken)
    {
        if (members.Length == 0)
        {
            return [];
        }

        var records = Array.ConvertAll(members, m => keys.Verdict(m[(m.IndexOf(':', StringComparison.Ordinal) + 1)..]));
        var stored = await gateway.CallAsync(new RedisCall("MGET", Repeatable: true), db => db.StringGetAsync(records), cancellationToken);
        return [.. stored.Where(s => !s.IsNull).Select(s => EvaluationJson.ReadVerdict((byte[])s!))];
    }
}
