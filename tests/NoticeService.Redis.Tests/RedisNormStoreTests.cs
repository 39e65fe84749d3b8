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
            await At(stores, day).SaveAsync([new(household, new Norm(1, 1))], default);
            Assert.Single(await At(stores, day.AddDays(28)).LoadAsync([household], default));
        }
    }

    [Fact]
    public async Task Load_InBothMonths_TakesThisMonths()
    {
        await using var stores = (RedisStoreSet)await backend.OpenAsync();
        var january = new DateTimeOffset(2014, 1, 31, 23, 59, 59, TimeSpan.Zero);
        await At(stores, january).SaveAsync([new(Household, new Norm(1, 1))], default);
        await At(stores, january.AddSeconds(1)).SaveAsync([new(Household, new Norm(2, 2))], default);
        Assert.Equal(new Norm(2, 2), (await At(stores, january.AddSeconds(1)).LoadAsync([Household], default))[Household]);
        Assert.Equal(new Norm(1, 1), (await At(stores, january).LoadAsync([Household], default))[Household]);
        Assert.Empty(await At(stores, january.AddDays(32)).LoadAsync([new HouseholdId(9, 9)], default));
    }

    [Fact]
    public async Task Save_Key_LivesSixtyTwoDays()
    {
        await using var stores = (RedisStoreSet)await backend.OpenAsync();
        var now = new DateTimeOffset(2014, 1, 5, 0, 0, 0, TimeSpan.Zero);
        await At(stores, now).SaveAsync([new(Household, new Norm(1, 1))], default);
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

        var norms = Enumerable.Range(0, count).Select(i => KeyValuePair.Create(new HouseholdId(0, (ulong)i), new Norm(i, 1))).ToArray();
        await stores.Norms.SaveAsync(norms, default);
        Assert.Equal(Math.Min(count, RedisKeys.NormShards), Interlocked.Exchange(ref calls, 0));
        await stores.Norms.LoadAsync([.. norms.Select(n => n.Key)], default);
        Assert.Equal(Math.Min(count, RedisKeys.NormShards), calls);
    }

    private static RedisNormStore At(RedisStoreSet stores, DateTimeOffset now) =>
        new(Gateway(stores), stores.Services.GetRequiredService<RedisKeys>(), new ManualClock(now));

    private static RedisGateway Gateway(RedisStoreSet stores) => stores.Services.GetRequiredService<RedisGateway>();
}
