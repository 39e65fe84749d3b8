using System.Globalization;
using NoticeService.Domain.Admission;
using NoticeService.Domain.Households;
using NoticeService.Pipeline.Ports;
using NoticeService.Redis.Client;
using StackExchange.Redis;

namespace NoticeService.Redis.Stores;

/// <summary>A HyperLogLog per population and week: 12 KB, whatever is counted, from which nobody can be read.</summary>
internal sealed class RedisPopulationStore(RedisGateway gateway, RedisKeys keys, TimeProvider time) : IPopulationStore
{
    public Task CountAsync(string population, IReadOnlyCollection<HouseholdId> households, CancellationToken cancellationToken)
    {
        var key = keys.Population(population, Period());
        var members = households.Select(h => (RedisValue)NormCodec.Encode(h)).ToArray();
        return gateway.CallAsync(
            new RedisCall("PFADD", Repeatable: true),
            db => KeyedTransaction.RunAsync(
                db,
                tx => tx.HyperLogLogAddAsync(key, members),
                tx => tx.KeyExpireAsync(key, RedisKeys.PopulationLifetime)),
            cancellationToken);
    }

    public Task CompleteAsync(string population, CancellationToken cancellationToken) => gateway.CallAsync(
        new RedisCall("SET", Repeatable: true), db => db.StringSetAsync(keys.PopulationSince(population), 0), cancellationToken);

    public Task<long> EstimateAsync(string population, CancellationToken cancellationToken)
    {
        var now = Period();
        var weeks = Enumerable.Range(0, PopulationPeriod.Remembered + 1).Select(ago => keys.Population(population, now - ago)).ToArray();
        return gateway.CallAsync(new RedisCall("PFCOUNT", Repeatable: true), db => db.HyperLogLogLengthAsync(weeks), cancellationToken);
    }

    public async Task<CohortSize> SizeAsync(SizingRequest request, CancellationToken cancellationToken)
    {
        var reply = (RedisValue[])(await gateway.RunAsync(
            RedisScript.Size,
            [keys.Share(request.Cohort, request.Population), keys.PopulationSince(request.Population)],
            [Text(request.Proposed), Text(request.Held), request.CountedFor.Ticks / TimeSpan.TicksPerMicrosecond],
            cancellationToken))!;
        return new CohortSize(double.Parse(reply[0].ToString(), CultureInfo.InvariantCulture), (long)reply[1]);
    }

    // The same text on every pod and in Lua.
    private static string Text(double share) => share.ToString("R", CultureInfo.InvariantCulture);

    private long Period() => PopulationPeriod.At(time.GetUtcNow().ToUnixTimeMilliseconds());
}
