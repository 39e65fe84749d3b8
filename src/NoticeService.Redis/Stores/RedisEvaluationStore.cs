using NoticeService.Pipeline.Ports;
using NoticeService.Redis.Client;
using StackExchange.Redis;

namespace NoticeService.Redis.Stores;

/// <summary>The leader's state and feed, written together by a script that refuses an earlier epoch.</summary>
internal sealed class RedisEvaluationStore(RedisGateway gateway, RedisKeys keys) : IEvaluationStore
{
    public async Task<ReadOnlyMemory<byte>?> LoadStateAsync(CancellationToken cancellationToken)
    {
        var state = await gateway.CallAsync(
            new RedisCall("HGET", Repeatable: true), db => db.HashGetAsync(keys.Evaluation, "state"), cancellationToken);
        // Typed: an array that is null would convert to empty memory.
        return state.IsNull ? default(ReadOnlyMemory<byte>?) : new ReadOnlyMemory<byte>((byte[])state!);
    }

    public async Task<PublishOutcome> PublishAsync(
        long epoch, long sequence, ReadOnlyMemory<byte> state, ReadOnlyMemory<byte> feed, CancellationToken cancellationToken) =>
        (await gateway.RunAsync(
            RedisScript.Publish,
            [keys.Evaluation, keys.LeaseEpoch],
            [epoch, sequence, state.ToArray(), feed.ToArray()],
            cancellationToken)).ToString() switch
        {
            "published" => PublishOutcome.Published,
            "fenced" => PublishOutcome.Fenced,
            "overtaken" => PublishOutcome.Overtaken,
            var word => throw new InvalidOperationException($"publish.lua answered with the unknown word '{word}'."),
        };

    public async Task<PublishedFeed?> ReadFeedAsync(long knownEpoch, long knownSequence, CancellationToken cancellationToken)
    {
        var reply = (RedisValue[])(await gateway.RunAsync(
            RedisScript.ReadFeed, [keys.Evaluation], [knownEpoch, knownSequence], cancellationToken))!;
        return reply.Length == 0 ? null : new PublishedFeed((long)reply[0], (long)reply[1], (byte[])reply[2]!);
    }
}
