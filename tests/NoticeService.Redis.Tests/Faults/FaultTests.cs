using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using NoticeService.Domain.Cells;
using NoticeService.Pipeline.Ports;
using NoticeService.Redis.Client;
using NoticeService.TestKit.Contracts;
using NoticeService.TestKit.Servers;
using Polly.CircuitBreaker;

namespace NoticeService.Redis.Tests.Faults;

/// <summary>A server that is down, dies, hangs or forgets its scripts. On both servers.</summary>
public abstract class FaultTests(Func<ServerProcess> create)
{
    private static readonly Window Now = new(1);

    [Fact]
    public async Task Call_ServerDownAtTheStart_FailsAtOnceAndWorksWhenItComes()
    {
        await using var server = create();
        await using var stores = Open(server);
        Gateway(stores).Start();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => WriteAsync(stores));
        Assert.Equal(HealthStatus.Unhealthy, await HealthAsync(stores));

        await server.StartAsync();
        await Eventually.ConfirmedAsync(() => WriteAsync(stores));
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(stores));
    }

    [Fact]
    public async Task Call_ServerKilledAndRestarted_FailsAndThenWorks()
    {
        await using var server = create();
        await server.StartAsync();
        await using var stores = Open(server);
        await Eventually.ConfirmedAsync(() => WriteAsync(stores));

        await server.KillAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => WriteAsync(stores));
        await Eventually.TrueAsync(() => !Gateway(stores).IsHealthy);

        await server.StartAsync();
        await Eventually.ConfirmedAsync(() => WriteAsync(stores));
        await Eventually.TrueAsync(() => Gateway(stores).IsHealthy);
        Assert.Equal(0, Gateway(stores).CallsInFlight);
    }

    [Fact]
    public async Task Call_ServerHangs_EndsByOurTimeoutOpensTheBreakerAndRecovers()
    {
        await using var server = create();
        await server.StartAsync();
        // A heartbeat that never gives up, so that it is the call's own timeout that ends it.
        await using var stores = Open(server, ("HeartbeatsMissed", "100"), ("Retries", "0"));
        await Eventually.ConfirmedAsync(() => WriteAsync(stores));

        server.Hang();
        var faults = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            Assert.ThrowsAsync<StoreUnavailableException>(() => WriteAsync(stores))));
        Assert.Contains(faults, f => f.Message.Contains("it did not answer in time", StringComparison.Ordinal));
        Assert.Equal(CircuitState.Open, Gateway(stores).Breaker);
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => WriteAsync(stores));
        Assert.Contains("it failed too often", refused.Message, StringComparison.Ordinal);

        server.GoOn();
        await Eventually.ConfirmedAsync(() => WriteAsync(stores));
        await Eventually.TrueAsync(() => Gateway(stores).Breaker == CircuitState.Closed && Gateway(stores).CallsInFlight == 0);
    }

    [Fact]
    public async Task Heartbeat_ServerHangs_ThrowsTheConnectionAwayAndFreesWhatWasInFlight()
    {
        await using var server = create();
        await server.StartAsync();
        await using var stores = Open(server);
        await Eventually.ConfirmedAsync(() => WriteAsync(stores));

        server.Hang();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => WriteAsync(stores));
        await Eventually.TrueAsync(() => !Gateway(stores).IsHealthy && Gateway(stores).CallsInFlight == 0);

        server.GoOn();
        await Eventually.ConfirmedAsync(() => WriteAsync(stores));
    }

    [Fact]
    public async Task Script_ServerForgotIt_IsLoadedAndRunOnce()
    {
        await using var server = create();
        await server.StartAsync();
        await using var stores = Open(server, ("CallTimeout", "00:00:10"));
        await Eventually.ConfirmedAsync(() => WriteAsync(stores));
        // Each takeover gives the next epoch, so a second run would show.
        var first = await EpochAsync();
        await Gateway(stores).CallAsync(
            new RedisCall("SCRIPT", Repeatable: true), db => db.ExecuteAsync("SCRIPT", "FLUSH"), default);
        Assert.Equal(first + 1, await EpochAsync());
        Assert.Equal(first + 2, await EpochAsync());

        async Task<long> EpochAsync() => (await stores.Lease.AcquireAsync("pod", 0, TimeSpan.FromMinutes(1), default))!.Value.Epoch;
    }

    [Fact]
    public async Task Call_TooManyInFlight_FailsAtOnceAndTheOthersStay()
    {
        await using var server = create();
        await server.StartAsync();
        await using var stores = Open(server, ("MaxInFlight", "5"), ("CallTimeout", "00:00:10"), ("Retries", "0"), ("HeartbeatsMissed", "100"));
        await Eventually.ConfirmedAsync(() => WriteAsync(stores));
        await Eventually.TrueAsync(() => Gateway(stores).CallsInFlight == 0);

        server.Hang();
        var pending = Enumerable.Range(0, 5).Select(_ => WriteAsync(stores)).ToArray();
        await Eventually.TrueAsync(() => Gateway(stores).CallsInFlight == 5);
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => WriteAsync(stores));
        Assert.Contains("in flight", refused.Message, StringComparison.Ordinal);

        server.GoOn();
        await Task.WhenAll(pending);
        await Eventually.TrueAsync(() => Gateway(stores).CallsInFlight == 0);
    }

    [Fact]
    public async Task Call_CancelledByItsCaller_IsCancelledAndNotAFault()
    {
        await using var server = create();
        await server.StartAsync();
        await using var stores = Open(server, ("CallTimeout", "00:00:10"));
        await Eventually.ConfirmedAsync(() => WriteAsync(stores));
        server.Hang();
        using var cancel = new CancellationTokenSource();
        var call = stores.Cells.WriteAsync(Now, 0, "pod", new byte[] { 1 }, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        server.GoOn();
    }

    [Fact]
    public async Task Admission_RetriedAfterTheServerDied_TellsNobodyTwice()
    {
        await using var server = create();
        await server.StartAsync();
        await using var stores = Open(server);
        var request = Notices.Request(1);
        await Eventually.ConfirmedAsync(() => stores.Admission.DecideAsync(request, default));
        server.Hang();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => stores.Admission.DecideAsync(Notices.Request(2), default));
        server.GoOn();
        // Whether or not the lost call took effect, asking again about the same notice admits it, and another is refused.
        await Eventually.ConfirmedAsync(async () => Assert.True((await stores.Admission.DecideAsync(Notices.Request(2), default)).Admitted));
        await Eventually.ConfirmedAsync(async () => Assert.False((await stores.Admission.DecideAsync(Notices.Request(2, "other"), default)).Admitted));
        await Eventually.ConfirmedAsync(async () => Assert.Equal(2, await stores.Admission.EnrolledAsync("test", default)));
    }

    private static RedisStoreSet Open(ServerProcess server, params (string Name, string Value)[] settings) =>
        new(server.Endpoint, [("CallTimeout", "00:00:00.500"), ("ConnectTimeout", "00:00:00.500"), ("BreakDuration", "00:00:01"), .. settings]);

    private static Task WriteAsync(RedisStoreSet stores) => stores.Cells.WriteAsync(Now, 0, "pod", new byte[] { 1 }, default);

    private static RedisGateway Gateway(RedisStoreSet stores) => stores.Services.GetRequiredService<RedisGateway>();

    private static async Task<HealthStatus> HealthAsync(RedisStoreSet stores) =>
        (await stores.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Status;
}

public sealed class GarnetFaultTests() : FaultTests(static () => new GarnetProcess());

public sealed class RedisServerFaultTests() : FaultTests(static () => new RedisServerProcess(appendOnly: true));
