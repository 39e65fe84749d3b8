using NoticeService.Domain.Experiments;
using NoticeService.Pipeline.Ports;
using NoticeService.Redis.Client;
using StackExchange.Redis;

namespace NoticeService.Redis.Stores;

/// <summary>
/// A text for each notice, merged by a script: on the embedded store a hash for each would take most of the memory. They share the
/// ledger's hash tag, so that one call takes many.
/// </summary>
internal sealed class RedisOutcomeStore(RedisGateway gateway, RedisKeys keys, TimeProvider time) : IOutcomeStore
{
    public async Task AddAsync(IReadOnlyList<OutcomeChange> changes, TimeSpan keepFor, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(changes.Count, IOutcomeStore.MaxChanges);
        if (changes.Count == 0)
        {
            return;
        }

        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        await gateway.RunAsync(
            RedisScript.Outcomes,
            [.. changes.Select(c => keys.Outcome(c.NoticeId))],
            [NoticeOutcome.MaxLegs, .. changes.SelectMany(c => new RedisValue[] { IOutcomeStore.LifetimeMs(c.DecidedMs, keepFor, nowMs), OutcomeCodec.Encode(c.Part) })],
            cancellationToken);
    }

    public async Task<IReadOnlyList<NoticeOutcome?>> FindAsync(IReadOnlyList<string> noticeIds, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(noticeIds.Count, IOutcomeStore.MaxFound);
        if (noticeIds.Count == 0)
        {
            return [];
        }

        var outcomes = noticeIds.Select(keys.Outcome).ToArray();
        var stored = await gateway.CallAsync(new RedisCall("MGET", Repeatable: true), db => db.StringGetAsync(outcomes), cancellationToken);
        return Array.ConvertAll(stored, s => s.IsNull ? null : OutcomeCodec.Decode(s.ToString()));
    }
}
