using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NoticeService.Pipeline.Ports;
using NoticeService.Redis.Client;
using StackExchange.Redis;

namespace NoticeService.Redis.Stores;

/// <summary>Reads the orders that <see cref="RedisAdmissionStore"/>'s scripts write beside what they change, and writes those of others.</summary>
internal sealed class RedisAuditLog(RedisGateway gateway, RedisKeys keys, ReplicaBarrier replicas) : IAuditLog
{
    private const int MarkLength = 16;

    public static string Encode(OperatorOrder order) => JsonSerializer.Serialize(order, StoredJson.Default.OperatorOrder);

    public async Task<IReadOnlyList<LoggedOrder>> ListAsync(long fromMs, long toMs, int limit, string? token, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (token is null)
        {
            return [.. (await RangeAsync(fromMs, toMs - 1, limit, cancellationToken)).Select(Decode)];
        }

        // Orders of one millisecond are few: they are read whole, so that the place is exact.
        var (atMs, mark) = Parse(token);
        var sameMs = await RangeAsync(atMs, atMs, -1, cancellationToken);
        var place = Array.FindIndex(sameMs, order => Mark(order) == mark);
        var rest = sameMs.Skip(place + 1).Take(limit).ToList();
        if (rest.Count < limit)
        {
            rest.AddRange(await RangeAsync(fromMs, Math.Min(atMs, toMs) - 1, limit - rest.Count, cancellationToken));
        }

        return [.. rest.Select(Decode)];
    }

    public async Task AddAsync(OperatorOrder order, CancellationToken cancellationToken)
    {
        await gateway.CallAsync(
            new RedisCall("ZADD", Repeatable: true), db => db.SortedSetAddAsync(keys.Audit, Encode(order), order.AtMs), cancellationToken);
        await replicas.PassAsync(keys.Audit, cancellationToken);
    }

    // Both inclusive; newest first, and those of one millisecond by their text.
    private Task<RedisValue[]> RangeAsync(long fromMs, long toMs, long limit, CancellationToken cancellationToken) => gateway.CallAsync(
        new RedisCall("ZREVRANGEBYSCORE", Repeatable: true),
        db => db.SortedSetRangeByScoreAsync(keys.Audit, fromMs, toMs, Exclude.None, Order.Descending, 0, limit),
        cancellationToken);

    private static LoggedOrder Decode(RedisValue stored)
    {
        var order = JsonSerializer.Deserialize(stored.ToString(), StoredJson.Default.OperatorOrder) ?? throw new FormatException("An order in the audit log is null.");
        return new LoggedOrder(order, string.Create(CultureInfo.InvariantCulture, $"{order.AtMs}:{Mark(stored)}"));
    }

    private static string Mark(RedisValue stored) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(stored.ToString())))[..MarkLength];

    private static (long AtMs, string Mark) Parse(string token) =>
        token.Split(':') is [var ms, { Length: MarkLength } mark] && long.TryParse(ms, NumberStyles.None, CultureInfo.InvariantCulture, out var atMs)
            ? (atMs, mark)
            : throw new FormatException("The page token is not one of ours.");
}
