using System.Text.Json;
using NoticeService.Pipeline.Ports;
using NoticeService.Redis.Client;
using StackExchange.Redis;

namespace NoticeService.Redis.Stores;

/// <summary>Reads the orders that <see cref="RedisAdmissionStore"/>'s scripts write beside what they change.</summary>
internal sealed class RedisAuditLog(RedisGateway gateway, RedisKeys keys) : IAuditLog
{
    public static string Encode(OperatorOrder order) => JsonSerializer.Serialize(order, StoredJson.Default.OperatorOrder);

    public async Task<IReadOnlyList<OperatorOrder>> ListAsync(CancellationToken cancellationToken)
    {
        var stored = await gateway.CallAsync(
            new RedisCall("ZREVRANGE", Repeatable: true),
            db => db.SortedSetRangeByRankAsync(keys.Audit, 0, IAuditLog.MaxRead - 1, Order.Descending),
            cancellationToken);
        return [.. stored.Select(Decode)];
    }

    public Task AddAsync(OperatorOrder order, CancellationToken cancellationToken) => gateway.CallAsync(
        new RedisCall("ZADD", Repeatable: true), db => db.SortedSetAddAsync(keys.Audit, Encode(order), order.AtMs), cancellationToken);

    private static OperatorOrder Decode(RedisValue order) =>
        JsonSerializer.Deserialize(order.ToString(), StoredJson.Default.OperatorOrder) ?? throw new FormatException("An order in the audit log is null.");
}
