using Microsoft.Extensions.DependencyInjection;
using NoticeService.Domain.Experiments;
using NoticeService.Pipeline.Ports;
using NoticeService.Redis.Client;
using NoticeService.Redis.Stores;
using NoticeService.TestKit.Contracts;

namespace NoticeService.Redis.Tests;

/// <summary>What is Redis's own about outcomes: their lifetime.</summary>
public sealed class RedisOutcomeStoreTests(RedisServerBackend backend)
{
    private static readonly DateTimeOffset Now = new(2014, 6, 5, 20, 0, 0, TimeSpan.Zero);

    // From the decision on, whenever it is written; a later part does not lengthen it.
    [Theory]
    [InlineData(0, 90)]
    [InlineData(7, 83)]
    public async Task Add_Key_LivesFromTheDecisionOn(int daysAfter, int daysLeft)
    {
        await using var stores = (RedisStoreSet)await backend.OpenAsync();
        var decidedMs = Now.AddDays(-daysAfter).ToUnixTimeMilliseconds();
        await AddAsync(stores, decidedMs, new NoticeOutcome { DeliveredMs = decidedMs + 1 });
        await AddAsync(stores, decidedMs, new NoticeOutcome { BegunMs = decidedMs + 2 });
        Assert.InRange(await LeftAsync(stores), TimeSpan.FromDays(daysLeft) - TimeSpan.FromMinutes(5), TimeSpan.FromDays(daysLeft));
    }

    [Fact]
    public async Task Add_AfterItsTime_LivesAMinute()
    {
        await using var stores = (RedisStoreSet)await backend.OpenAsync();
        await AddAsync(stores, Now.AddDays(-91).ToUnixTimeMilliseconds(), new NoticeOutcome { DeliveredMs = 1 });
        Assert.InRange(await LeftAsync(stores), TimeSpan.FromTicks(1), TimeSpan.FromMinutes(1));
    }

    private static Task AddAsync(RedisStoreSet stores, long decidedMs, NoticeOutcome part) =>
        new RedisOutcomeStore(Gateway(stores), Keys(stores), new ManualClock(Now)).AddAsync([new OutcomeChange("n1", decidedMs, part)], TimeSpan.FromDays(90), default);

    private static async Task<TimeSpan> LeftAsync(RedisStoreSet stores) =>
        (await Gateway(stores).CallAsync(new RedisCall("PTTL", Repeatable: true), db => db.KeyTimeToLiveAsync(Keys(stores).Outcome("n1")), default))!.Value;

    private static RedisKeys Keys(RedisStoreSet stores) => stores.Services.GetRequiredService<RedisKeys>();

    private static RedisGateway Gateway(RedisStoreSet stores) => stores.Services.GetRequiredService<RedisGateway>();
}
