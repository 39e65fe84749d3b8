using Microsoft.Extensions.DependencyInjection;
using NoticeService.Pipeline.Ports;
using NoticeService.Redis.Client;
using NoticeService.TestKit.Contracts;
using NoticeService.TestKit.Servers;
using Polly.CircuitBreaker;
using StackExchange.Redis;

namespace NoticeService.Redis.Tests.Faults;

/// <summary>What is tried again when a call's outcome is unknown: only what does no harm twice.</summary>
public sealed class RetryTests
{
    [Fact]
    public void Scripts_OnlyAdmissionAndLeases_AreNotRepeatable()
    {
        RedisScript[] scripts =
        [
            RedisScript.Admit, RedisScript.Lease, RedisScript.Size, RedisScript.Advance, RedisScript.Suspend, RedisScript.Resume, RedisScript.OrderGoLive, RedisScript.RestoreSuspensions, RedisScript.ReadSuspensions,
            RedisScript.Restore, RedisScript.JournalBegin, RedisScript.JournalCommit, RedisScript.Hold, RedisScript.Seal, RedisScript.Settle, RedisScript.Expire,
            RedisScript.WriteDispute, RedisScript.ReadDisputes, RedisScript.Outcomes,
            RedisScript.AcquireLease, RedisScript.ReleaseLease, RedisScript.Publish, RedisScript.ReadFeed,
        ];
        Assert.Equal(typeof(RedisScript).Assembly.GetManifestResourceNames().Count(n => n.EndsWith(".lua", StringComparison.Ordinal)), scripts.Length);
        Assert.Equal(["admit", "lease"], scripts.Where(s => !s.Repeatable).Select(s => s.Name));
    }

    [Fact]
    public async Task Admission_NoAnswer_IsSentOnce()
    {
        await using var server = new GarnetProcess();
        await using var stores = await OpenAsync(server);
        using var seen = new MeterRecorder(stores);
        server.Hang();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => stores.Admission.DecideAsync(Notices.Request(1), default));
        Assert.Equal(1, Tries(seen, "db.stored_procedure.name=admit"));
        server.GoOn();
    }

    [Fact]
    public async Task Script_NotRepeatableNoAnswer_IsSentOnceAndARepeatableOneRetried()
    {
        await using var server = new GarnetProcess();
        await using var stores = await OpenAsync(server);
        using var seen = new MeterRecorder(stores);
        var gateway = stores.Services.GetRequiredService<RedisGateway>();
        var once = new RedisScript("once", Repeatable: false, "return redis.call('INCR', KEYS[1])");
        var again = once with { Name = "again", Repeatable = true };
        server.Hang();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => gateway.RunAsync(once, ["{k}once"], [], default));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => gateway.RunAsync(again, ["{k}again"], [], default));
        Assert.Equal(1, Tries(seen, "db.stored_procedure.name=once"));
        Assert.Equal(3, Tries(seen, "db.stored_procedure.name=again"));
        server.GoOn();
    }

    [Fact]
    public async Task Call_ErrorOfTheCallItself_IsNotRetriedAndLeavesTheBreakerClosed()
    {
        await using var server = new GarnetProcess();
        await using var stores = await OpenAsync(server, ("BreakerMinimumCalls", "2"));
        using var seen = new MeterRecorder(stores);
        var gateway = stores.Services.GetRequiredService<RedisGateway>();
        await gateway.CallAsync(new RedisCall("SET", Repeatable: true), db => db.StringSetAsync("text", "x"), default);
        for (var i = 0; i < 10; i++)
        {
            var fault = await Assert.ThrowsAsync<StoreUnavailableException>(() =>
                gateway.CallAsync(new RedisCall("HGET", Repeatable: true), db => db.HashGetAsync("text", "field"), default));
            Assert.Contains("WRONGTYPE", fault.Message, StringComparison.Ordinal);
        }

        Assert.Equal(10, Tries(seen, "db.operation.name=HGET"));
        Assert.Equal(CircuitState.Closed, gateway.Breaker);
    }

    // Long enough that a busy machine answers what it is asked before the server hangs; a heartbeat that never gives up, and a breaker
    // that never opens unless told otherwise, so that only the retry is at work.
    private static async Task<RedisStoreSet> OpenAsync(ServerProcess server, params (string Name, string Value)[] settings)
    {
        await server.StartAsync();
        var stores = new RedisStoreSet(
            server.Endpoint,
            [("CallTimeout", "00:00:01"), ("Retries", "2"), ("HeartbeatsMissed", "100"), ("BreakerMinimumCalls", "1000"), .. settings]);
        await Eventually.ConfirmedAsync(() => stores.Admission.EnrolledAsync("test", default));
        return stores;
    }

    private static int Tries(MeterRecorder seen, string tag) =>
        seen.Names.Count(n => n.StartsWith("db.client.operation.duration", StringComparison.Ordinal) && n.Contains(tag, StringComparison.Ordinal));
}
