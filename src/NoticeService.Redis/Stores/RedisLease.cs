using NoticeService.Pipeline.Ports;
using NoticeService.Redis.Client;

namespace NoticeService.Redis.Stores;

/// <summary>The evaluator's lease: a key that expires, and a counter of epochs.</summary>
internal sealed class RedisLease(RedisGateway gateway, RedisKeys keys) : ILease
{
    public async Task<LeaseGrant?> AcquireAsync(string pod, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(pod);
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.FromMilliseconds(1));
        var epoch = (long)await gateway.RunAsync(
            RedisScript.AcquireLease,
            [keys.Lease, keys.LeaseEpoch, keys.Evaluation],
            [pod, (long)Math.Ceiling(duration.TotalMilliseconds)],
            cancellationToken);
        return epoch == 0 ? null : new LeaseGrant(epoch);
    }

    public Task ReleaseAsync(string pod, CancellationToken cancellationToken) =>
        gateway.RunAsync(RedisScript.ReleaseLease, [keys.Lease], [pod], cancellationToken);
}
