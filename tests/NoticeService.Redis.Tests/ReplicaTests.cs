using NoticeService.Domain.Admission;
using NoticeService.Pipeline.Ports;
using NoticeService.Redis.Tests.Faults;
using NoticeService.TestKit.Contracts;
using NoticeService.TestKit.Servers;

namespace NoticeService.Redis.Tests;

/// <summary>What a failover must not undo: it is on a replica before it counts.</summary>
public sealed class ReplicaTests
{
    private static readonly OperatorOrder Letter = Orders.Suspend("isp:verizon", "a letter came", "counsel", 1);

    [Fact]
    public async Task Admission_AndSuspension_AreOnTheReplicaBeforeTheyCount()
    {
        await using var primary = new RedisServerProcess();
        await primary.StartAsync();
        await using var replica = new RedisServerProcess(replicaOf: primary.Endpoint);
        await replica.StartAsync();
        await using var stores = Open(primary);
        await Eventually.ConfirmedAsync(() => stores.Admission.SuspendAsync(Letter, default));
        await stores.Admission.ResumeAsync(Orders.Resume(Letter.Scope, "settled", "counsel", 2), default);

        // Many at once share their waits, and each is told the truth.
        var decisions = await Task.WhenAll(Enumerable.Range(1, 200).Select(i => stores.Admission.DecideAsync(Notices.Request((ulong)i), default)));
        Assert.All(decisions, d => Assert.True(d.Admitted));
        await stores.Admission.SuspendAsync(Letter, default);

        // The primary is gone without a word, and the replica takes its place.
        await primary.KillAsync();
        await replica.SayAsync("REPLICAOF NO ONE");
        await using var after = Open(replica, replicas: 0);
        Assert.Equal([Suspension.Of(Letter)], (await after.Admission.ListSuspensionsAsync(default)).Suspensions);
        await after.Admission.ResumeAsync(Orders.Resume(Letter.Scope, "settled", "counsel", 3), default);
        for (ulong household = 1; household <= 200; household++)
        {
            Assert.Equal(RefusalReason.Cooldown, (await after.Admission.DecideAsync(Notices.Request(household, $"again {household}"), default)).Refusal);
        }
    }

    [Fact]
    public async Task Admission_AndSuspension_OfAReplicaThatHangs_AreNotConfirmed()
    {
        await using var primary = new RedisServerProcess();
        await primary.StartAsync();
        await using var replica = new RedisServerProcess(replicaOf: primary.Endpoint);
        await replica.StartAsync();
        await using var stores = Open(primary);
        await Eventually.ConfirmedAsync(() => stores.Admission.SuspendAsync(Letter, default));
        await stores.Admission.ResumeAsync(Orders.Resume(Letter.Scope, "settled", "counsel", 2), default);

        replica.Hang();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => stores.Admission.DecideAsync(Notices.Request(1), default));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => stores.Admission.SuspendAsync(Letter, default));

        // A refusal changes nothing, so nothing need be confirmed.
        Assert.False((await stores.Admission.DecideAsync(Notices.Request(2), default)).Admitted);

        replica.GoOn();
        await Eventually.ConfirmedAsync(async () => Assert.True((await stores.Admission.DecideAsync(Notices.Request(1), default)).Admitted));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Admission_ReplicasAskedForAndNoneThere_IsNotConfirmed(bool cluster)
    {
        await using var alone = new RedisServerProcess(cluster: cluster);
        await alone.StartAsync();
        await using var stores = Open(alone);
        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => stores.Admission.DecideAsync(Notices.Request(1), default));
        Assert.Contains("0 of 1 replicas", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Admission_WithoutReplicas_WaitsForNone()
    {
        await using var alone = new RedisServerProcess();
        await alone.StartAsync();
        await using var stores = Open(alone, replicas: 0);
        await Eventually.ConfirmedAsync(async () => Assert.True((await stores.Admission.DecideAsync(Notices.Request(1), default)).Admitted));
    }

    private static RedisStoreSet Open(ServerProcess server, int replicas = 1) =>
        new(server.Endpoint, ("ReplicasConfirming", replicas.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("KeyPrefix", "shared:"));
}
