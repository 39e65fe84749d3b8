using System.Globalization;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Ports;
using NoticeService.Redis.Client;
using StackExchange.Redis;

namespace NoticeService.Redis.Stores;

/// <summary>
/// Seals as text in parts, under a key that has the seal's hash in its name: so a text that was written in part, or by a leader
/// that was fenced off, is never taken for another. A script then names the hash of the day.
/// </summary>
internal sealed class RedisSealStore(RedisGateway gateway, RedisKeys keys) : ISealStore
{
    private const int LinesInAPart = 1_000;
    private const int SettledAtOnce = 1_000;

    // Longer than any pod sleeps and wakes up as a leader; shorter than a counter of epochs that was set back may matter.
    private static readonly TimeSpan FencedFor = TimeSpan.FromDays(1);

    public async Task<IReadOnlyDictionary<DateOnly, Digest>> ListAsync(CancellationToken cancellationToken)
    {
        var stored = await gateway.CallAsync(new RedisCall("HGETALL", Repeatable: true), db => db.HashGetAllAsync(keys.Seals), cancellationToken);
        return stored.ToDictionary(
            s => DateOnly.ParseExact(s.Name.ToString(), RedisKeys.DayFormat, CultureInfo.InvariantCulture),
            s => Digest.Parse(s.Value.ToString()));
    }

    public async Task<SealedDay?> ReadAsync(DateOnly day, CancellationToken cancellationToken)
    {
        var hash = await gateway.CallAsync(
            new RedisCall("HGET", Repeatable: true), db => db.HashGetAsync(keys.Seals, RedisKeys.DayText(day)), cancellationToken);
        if (hash.IsNull)
        {
            return null;
        }

        var key = keys.Seal(day, hash.ToString());
        var lines = new List<string>();
        while (true)
        {
            var part = lines.Count / LinesInAPart;
            var text = await gateway.CallAsync(new RedisCall("HGET", Repeatable: true), db => db.HashGetAsync(key, part), cancellationToken);
            if (text.IsNull)
            {
                break;
            }

            lines.AddRange(text.ToString().Split('\n'));
            if (lines.Count % LinesInAPart != 0)
            {
                break;
            }
        }

        var seal = lines.Count == 0 ? null : SealedDay.Parse(lines);
        return seal is null || seal.Seal.Hash().ToString() == hash
            ? seal
            : throw new FormatException($"The seal of {RedisKeys.DayText(day)} is not the one that was stored.");
    }

    public async Task<IReadOnlyDictionary<string, long>> LateAsync(CancellationToken cancellationToken)
    {
        var stored = await gateway.CallAsync(new RedisCall("HGETALL", Repeatable: true), db => db.HashGetAllAsync(keys.Late), cancellationToken);
        return stored.ToDictionary(s => s.Name.ToString(), s => (long)s.Value, StringComparer.Ordinal);
    }

    public Task<SealOutcome> FreezeAsync(long epoch, long untilMs, CancellationToken cancellationToken) => RunAsync(epoch, untilMs, "", "", cancellationToken);

    public Task<SealOutcome> SealAsync(SealedDay day, CancellationToken cancellationToken) => StoreAsync(day, day.Seal.Epoch, cancellationToken);

    public Task<SealOutcome> RestoreAsync(SealedDay day, CancellationToken cancellationToken) => StoreAsync(day, 0, cancellationToken);

    public async Task SettleAsync(IReadOnlyDictionary<string, long> late, CancellationToken cancellationToken)
    {
        foreach (var chunk in late.Chunk(SettledAtOnce))
        {
            await gateway.RunAsync(
                RedisScript.Settle, [keys.Late], [.. chunk.SelectMany(l => new RedisValue[] { l.Key, l.Value })], cancellationToken);
        }
    }

    private async Task<SealOutcome> StoreAsync(SealedDay day, long epoch, CancellationToken cancellationToken)
    {
        var hash = day.Seal.Hash().ToString();
        var key = keys.Seal(day.Seal.Day, hash);
        var part = 0;
        foreach (var lines in day.Lines().Chunk(LinesInAPart))
        {
            var (field, text) = (part++, string.Join('\n', lines));
            await gateway.CallAsync(new RedisCall("HSET", Repeatable: true), db => db.HashSetAsync(key, field, text), cancellationToken);
        }

        return await RunAsync(epoch, DaySeal.StartMs(day.Seal.Day.AddDays(1)), RedisKeys.DayText(day.Seal.Day), hash, cancellationToken);
    }

    private async Task<SealOutcome> RunAsync(long epoch, long untilMs, string day, string hash, CancellationToken cancellationToken)
    {
        var reply = await gateway.RunAsync(
            RedisScript.Seal,
            [keys.Seals, keys.SealEpoch, keys.SealedUntil],
            [epoch, untilMs, day, hash, (long)FencedFor.TotalMilliseconds],
            cancellationToken);
        return (string?)reply switch
        {
            "sealed" => SealOutcome.Sealed,
            "present" => SealOutcome.Present,
            "fenced" => SealOutcome.Fenced,
            var other => throw new InvalidOperationException($"seal.lua answered with the unknown word '{other}'."),
        };
    }
}
