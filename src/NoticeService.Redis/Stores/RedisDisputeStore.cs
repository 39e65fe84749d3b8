using System.Text.Json;
using NoticeService.Domain.Disputes;
using NoticeService.Pipeline.Ports;
using NoticeService.Redis.Client;
using StackExchange.Redis;

namespace NoticeService.Redis.Stores;

/// <summary>All disputes in one hash, beside the suspensions, so that one script changes both; see <c>Scripts/write-dispute.lua</c>.</summary>
internal sealed class RedisDisputeStore(RedisGateway gateway, RedisKeys keys, ReplicaBarrier replicas) : IDisputeStore
{
    public async Task<DisputeList> ListAsync(CancellationToken cancellationToken)
    {
        var reply = (RedisValue[])(await gateway.RunAsync(RedisScript.ReadDisputes, [keys.Disputes, keys.SuspensionEpoch], [], cancellationToken))!;
        return new DisputeList((long)reply[0], [.. reply.Skip(1).Select(Decode)]);
    }

    public async Task<bool> WriteAsync(long epoch, Dispute dispute, Suspension? pause, string? lifted, OperatorOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dispute);
        ArgumentNullException.ThrowIfNull(order);
        var written = (long)await gateway.RunAsync(
            RedisScript.WriteDispute,
            [keys.Disputes, keys.Suspensions, keys.SuspensionEpoch, keys.Audit],
            [
                epoch,
                dispute.Id,
                JsonSerializer.Serialize(dispute, StoredJson.Default.Dispute),
                pause?.Scope ?? "",
                pause is null ? "" : RedisAdmissionStore.Encode(pause),
                lifted ?? "",
                order.AtMs,
                RedisAuditLog.Encode(order),
            ],
            cancellationToken) == 1;
        await replicas.PassAsync(keys.Suspensions, cancellationToken);
        return written;
    }

    private static Dispute Decode(RedisValue stored) =>
        JsonSerializer.Deserialize(stored.ToString(), StoredJson.Default.Dispute) ?? throw new FormatException("A dispute is null.");
}
