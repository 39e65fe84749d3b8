using NoticeService.TestKit.Contracts;
using NoticeService.TestKit.Servers;

namespace NoticeService.EndToEnd.Tests.Faults;

/// <summary>Redis itself fails, in each of its ways, while people are being told.</summary>
public sealed class StoreFaultTests(ITestOutputHelper output)
{
    [Fact]
    public async Task RedisRestarted_WithItsLog_NobodyIsToldMeanwhile_AndEverybodyOnce()
    {
        await using var scene = new FaultScene(new RedisServerProcess(appendOnly: true));
        await scene.BeginAsync();
        await scene.Site.Redis.KillAsync();
        await scene.IsSilentAsync(1, 2);
        await scene.Site.Redis.StartAsync();
        output.WriteLine(await scene.IsWholeAsync());
    }

    [Fact]
    public async Task RedisHanging_NobodyIsToldMeanwhile_AndEverybodyOnce()
    {
        await using var scene = new FaultScene();
        await scene.BeginAsync();
        scene.Site.Redis.Hang();
        await scene.IsSilentAsync(1, 2);
        scene.Site.Redis.GoOn();
        output.WriteLine(await scene.IsWholeAsync());
    }

    // It answers, and takes no write: what was decided before it was full has its end to tell, too.
    [Fact]
    public async Task RedisFull_NobodyIsToldMeanwhile_AndEverybodyOnce()
    {
        await using var scene = new FaultScene();
        await scene.BeginAsync();
        Assert.StartsWith("+OK", await scene.Site.Redis.SayAsync("CONFIG SET maxmemory 1"), StringComparison.Ordinal);
        await scene.IsSilentAsync(1, 2);
        Assert.StartsWith("+OK", await scene.Site.Redis.SayAsync("CONFIG SET maxmemory 0"), StringComparison.Ordinal);
        output.WriteLine(await scene.IsWholeAsync());
    }

    // A replica that fell behind is promoted: what the primary acknowledged last never was.
    [Fact]
    public async Task RedisFailedOver_WithAcknowledgedWritesLost_TheyAreGivenBack_AndEverybodyIsToldOnce()
    {
        var primary = new RedisServerProcess();
        await using var link = new TcpRelay(primary.Port);
        await using var replica = new RedisServerProcess(replicaOf: link.Endpoint);

        // As long as by default: one second, as the other tests have it, is less than a pod needs on a busy machine to look at its journal.
        await using var scene = new FaultScene(primary, replica, ("Ledger__ReconcileHold", "00:00:05"));
        await scene.BeginAsync(link.Stall);
        await primary.KillAsync();
        await scene.IsSilentAsync(1, 2);
        scene.EarlyOnesComeBack();
        Assert.StartsWith("+OK", await replica.SayAsync("REPLICAOF NO ONE"), StringComparison.Ordinal);
        output.WriteLine(await scene.IsWholeAsync());
        Assert.True((await scene.Site.MetricsAsync("notice_ledger_restored_total")).Sum() >= 4);
    }

    // The replica falls behind, the primary dies, the replica takes over and has none of its own; at last it gets one.
    [Fact]
    public async Task RedisFailedOver_ReplicasConfirming_NothingThatWasToldIsLost_AndWhileNoneConfirmsNobodyIsTold()
    {
        var primary = new RedisServerProcess();
        await using var link = new TcpRelay(primary.Port);
        await using var replica = new RedisServerProcess(replicaOf: link.Endpoint);
        await using var scene = new FaultScene(primary, replica, ("Redis__ReplicasConfirming", "1"));
        await scene.BeginAsync();
        link.Stall();
        await scene.NoneIsConfirmedAsync();
        await primary.KillAsync();

        // It takes no write yet, so no journal has given it anything.
        await using (var kept = new RedisStoreSet(replica.Endpoint, ("KeyPrefix", "")))
        {
            foreach (var noticeId in scene.NoticeIds)
            {
                Assert.NotNull(await kept.Ledger.FindAsync(noticeId, scene.Site.Token));
            }
        }

        Assert.StartsWith("+OK", await replica.SayAsync("REPLICAOF NO ONE"), StringComparison.Ordinal);
        await scene.NoneIsConfirmedAsync();
        await using var another = new RedisServerProcess(replicaOf: replica.Endpoint);
        await another.StartAsync();
        output.WriteLine(await scene.IsWholeAsync());
    }
}
