using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;
using NoticeService.Redis.Client;
using NoticeService.Redis.Stores;
using NoticeService.TestKit.Contracts;

namespace NoticeService.Redis.Tests;

/// <summary>What is Redis's own about norms: months, lifetimes, the number of commands.</summary>
public sealed class RedisNormStoreTests(GarnetBackend backend)
{
    private static readonly HouseholdId Household = new(1, 2);

    [Fact]
    public async Task Load_WrittenAt28DaysBeforeInAnyMonth_IsFound()
    {
        await using var stores = (RedisStoreSet)await backend.OpenAsync();
        for (var day = new DateTimeOffset(2014, 1, 1, 0, 0, 0, TimeSpan.Zero); day.Year == 2014; day = day.AddDays(1))
        {
            var household = new HouseholdId((ulong)day.Ticks, 0);
            await At(stores, day).SaveAsync([new(household, One(1))], default);
            Assert.Single(await At(stores, day.AddDays(28)).LoadAsync([household], default));
        }
    }

    [Fact]
    public async Task Load_InBothMonths_TakesThisMonths()
    {
        await using var stores = (RedisStoreSet)await backend.OpenAsync();
        var january = new DateTimeOffset(2014, 1, 31, 23, 59, 59, TimeSpan.Zero);
        await At(stores, january).SaveAsync([new(Household, One(1))], default);
        await At(stores, january.AddSeconds(1)).SaveAsync([new(Household, One(2))], default);
        Assert.Equal(One(2), (await At(stores, january.AddSeconds(1)).LoadAsync([Household], default))[Household]);
        Assert.Equal(One(1), (await At(stores, january).LoadAsync([Household], default))[Household]);
        Assert.Empty(await At(stores, january.AddDays(32)).LoadAsync([new HouseholdId(9, 9)], default));
    }

    [Fact]
    public async Task Save_Key_LivesSixtyTwoDays()
    {
        await using var stores = (RedisStoreSet)await backend.OpenAsync();
        var now = new DateTimeOffset(2014, 1, 5, 0, 0, 0, TimeSpan.Zero);
        await At(stores, now).SaveAsync([new(Household, One(1))], default);
        var key = stores.Services.GetRequiredService<RedisKeys>().Norms(RedisKeys.NormShardOf(Household), 2014, 1);
        var left = await Gateway(stores).CallAsync(new RedisCall("TTL", Repeatable: true), db => db.KeyTimeToLiveAsync(key), default);
        Assert.InRange(left!.Value, TimeSpan.FromDays(61), TimeSpan.FromDays(62));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5_000)]
    public async Task SaveAndLoad_AnyNumberOfHouseholds_TakeOneCommandAShard(int count)
    {
        await using var stores = (RedisStoreSet)await backend.OpenAsync();
        var calls = 0;
        using var listener = new MeterListener();
        var meters = stores.Services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Name == "db.client.operation.duration")
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref calls));
        listener.Start();

        var norms = Enumerable.Range(0, count).Select(i => KeyValuePair.Create(new HouseholdId(0, (ulong)i), One(i))).ToArray();
        await stores.Norms.SaveAsync(norms, default);
        Assert.Equal(Math.Min(count, RedisKeys.NormShards), Interlocked.Exchange(ref calls, 0));
        await stores.Norms.LoadAsync([.. norms.Select(n => n.Key)], default);
        Assert.Equal(Math.Min(count, RedisKeys.NormShards), calls);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(0)]
    [InlineData(17)]
    public async Task Load_BytesOfAnotherBuild_AreLearnedAgain(int length)
    {
        await using var stores = (RedisStoreSet)await backend.OpenAsync();
        var now = new DateTimeOffset(2014, 1, 5, 0, 0, 0, TimeSpan.Zero);
        await At(stores, now).SaveAsync([new(Household, One(1))], default);
        var key = stores.Services.GetRequiredService<RedisKeys>().Norms(RedisKeys.NormShardOf(Household), 2014, 1);
        await Gateway(stores).CallAsync(
            new RedisCall("HSET", Repeatable: true), db => db.HashSetAsync(key, NormCodec.Encode(Household), new byte[length]), default);
        Assert.Empty(await At(stores, now).LoadAsync([Household], default));
    }

    private static HouseholdNorms One(float level) => new(new Norm(level, 1), Norm.None);

    private static RedisNormStore At(RedisStoreSet stores, DateTimeOffset now) =>
        new(Gateway(stores), stores.Services.GetRequiredService<RedisKeys>(), new ManualClock(now));

    private static RedisGateway Gateway(RedisStoreSet stores) => stores.Services.GetRequiredService<RedisGateway>();
}
