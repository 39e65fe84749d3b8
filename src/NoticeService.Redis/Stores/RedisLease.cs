using NoticeService.Pipeline.Ports;
using NoticeService.Redis.Client;
using StackExchange.Redis;

namespace NoticeService.Redis.Stores;

/// <summary>The evaluator's lease: a key that expires, and a counter of epochs.</summary>
internal sealed class RedisLease(RedisGateway gateway, RedisKeys keys) : ILease
{
    public async Task<LeaseGrant?> AcquireAsync(string holder, long heldEpoch, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(holder);
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.FromMilliseconds(1));
        var reply = (RedisValue[])(await gateway.RunAsync(
            RedisScript.AcquireLease,
            [keys.Lease, keys.LeaseEpoch, keys.Evaluation],
            [holder, (long)Math.Ceiling(duration.TotalMilliseconds), heldEpoch],
            cancellationToken))!;
        return reply.Length == 0 ? null : new LeaseGrant((long)reply[0], DateTimeOffset.FromUnixTimeMilliseconds((long)reply[1]));
    }

    public Task ReleaseAsync(string holder, CancellationToken cancellationToken) =>
        gateway.RunAsync(RedisScript.ReleaseLease, [keys.Lease], [holder], cancellationToken);
}
