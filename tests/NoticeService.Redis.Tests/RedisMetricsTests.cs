using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using NoticeService.Domain.Cells;
using NoticeService.Pipeline.Ports;
using NoticeService.Redis.Client;
using NoticeService.Redis.Tests.Faults;
using NoticeService.TestKit.Contracts;
using NoticeService.TestKit.Servers;

namespace NoticeService.Redis.Tests;

/// <summary>Names and tags of metrics and spans are contracts.</summary>
public sealed class RedisMetricsTests(GarnetBackend backend)
{
    [Fact]
    public async Task Duration_CommandAndScript_CarryTheAgreedTags()
    {
        await using var stores = (RedisStoreSet)await backend.OpenAsync();
        using var seen = new MeterRecorder(stores);
        await stores.Cells.ReadAsync(new Window(1), 0, default);
        await stores.Lease.AcquireAsync("pod", 0, TimeSpan.FromSeconds(1), default);
        Assert.Equal(
            [
                "db.client.operation.duration db.operation.name=EVALSHA db.stored_procedure.name=lease-acquire db.system.name=redis",
                "db.client.operation.duration db.operation.name=HGETALL db.system.name=redis",
            ],
            seen.Names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Failures_KilledServer_AreTaggedAndReconnectsCounted()
    {
        await using var server = new GarnetProcess();
        await server.StartAsync();
        await using var stores = new RedisStoreSet(server.Endpoint, ("Retries", "0"), ("ConnectTimeout", "00:00:00.500"));
        using var seen = new MeterRecorder(stores);
        await stores.Cells.ReadAsync(new Window(1), 0, default);
        await server.KillAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => stores.Cells.ReadAsync(new Window(1), 0, default));
        Assert.Contains(seen.Names, n => n.Contains("error.type=", StringComparison.Ordinal));
        await Eventually.TrueAsync(() => !stores.Services.GetRequiredService<RedisGateway>().IsHealthy);
        Assert.DoesNotContain("notice.redis.reconnects", seen.Names);
        await server.StartAsync();
        await Eventually.TrueAsync(() => seen.Names.Contains("notice.redis.reconnects"));
    }

    [Fact]
    public async Task Rejected_OverTheCap_IsCountedAndGaugesAreThere()
    {
        await using var server = new GarnetProcess();
        await server.StartAsync();
        await using var stores = new RedisStoreSet(server.Endpoint, ("MaxInFlight", "1"), ("Retries", "0"), ("HeartbeatsMissed", "100"));
        using var seen = new MeterRecorder(stores);
        await stores.Cells.ReadAsync(new Window(1), 0, default);
        var gateway = stores.Services.GetRequiredService<RedisGateway>();
        await Eventually.TrueAsync(() => gateway.CallsInFlight == 0);
        server.Hang();
        var pending = stores.Cells.ReadAsync(new Window(1), 0, default);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => stores.Cells.ReadAsync(new Window(1), 0, default));
        Assert.Contains("notice.redis.rejected", seen.Names);
        seen.Observe();
        Assert.Contains("notice.redis.in_flight", seen.Names);
        Assert.Contains("notice.redis.breaker.state", seen.Names);
        server.GoOn();
        await pending;
    }

    [Fact]
    public async Task Spans_ScriptsOnly_AreMade()
    {
        await using var stores = (RedisStoreSet)await backend.OpenAsync();
        var spans = new ConcurrentQueue<string>();
        using var root = new Activity("test").Start();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "NoticeService.Redis",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if (span.TraceId == root.TraceId)
                {
                    spans.Enqueue(span.OperationName);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await stores.Cells.ReadAsync(new Window(1), 0, default);
        await stores.Admission.DecideAsync(Notices.Request(1), default);
        Assert.Equal(["EVALSHA admit"], spans);
    }
}
