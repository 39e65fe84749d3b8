using NoticeService.Pipeline.Ports;
using Xunit;

namespace NoticeService.TestKit.Contracts;

/// <summary>What every lease does.</summary>
public abstract class LeaseContract(IStoreBackend backend)
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task Acquire_Free_IsGrantedWithAPositiveEpoch()
    {
        await using var stores = await backend.OpenAsync();
        Assert.True((await stores.Lease.AcquireAsync("a", 0, Long, default))!.Value.Epoch > 0);
    }

    [Fact]
    public async Task Acquire_HeldByAnother_IsRefused()
    {
        await using var stores = await backend.OpenAsync();
        await stores.Lease.AcquireAsync("a", 0, Long, default);
        Assert.Null(await stores.Lease.AcquireAsync("b", 0, Long, default));
    }

    [Fact]
    public async Task Acquire_ByTheHolder_RenewsWithTheSameEpoch()
    {
        await using var stores = await backend.OpenAsync();
        var first = await stores.Lease.AcquireAsync("pod with spaces", 0, Short, default);
        Assert.Equal(first!.Value.Epoch, (await stores.Lease.AcquireAsync("pod with spaces", first.Value.Epoch, Long, default))!.Value.Epoch);
        await stores.PassAsync(Short);
        Assert.Null(await stores.Lease.AcquireAsync("b", 0, Long, default));
    }

    [Fact]
    public async Task Acquire_ByTheHolderAfterItResigned_GivesALaterEpochThatPublishes()
    {
        // A leader whose round failed counted from one again under its old epoch: all it published was refused as older, in silence.
        await using var stores = await backend.OpenAsync();
        var first = (await stores.Lease.AcquireAsync("a", 0, Long, default))!.Value.Epoch;
        await stores.Evaluations.PublishAsync(first, 7, new byte[] { 1 }, new byte[] { 2 }, default);
        var second = (await stores.Lease.AcquireAsync("a", 0, Long, default))!.Value.Epoch;
        Assert.True(second > first);
        Assert.Equal(PublishOutcome.Published, await stores.Evaluations.PublishAsync(second, 1, new byte[] { 3 }, new byte[] { 4 }, default));
        Assert.Equal(second, (await stores.Evaluations.ReadFeedAsync(first, 7, default))!.Epoch);
        Assert.Null(await stores.Lease.AcquireAsync("b", 0, Long, default));
    }

    [Fact]
    public async Task Publish_ByADeposedLeaderBeforeItsSuccessorDid_IsFencedOff()
    {
        await using var stores = await backend.OpenAsync();
        var deposed = (await stores.Lease.AcquireAsync("a", 0, Short, default))!.Value.Epoch;
        Assert.Equal(PublishOutcome.Published, await stores.Evaluations.PublishAsync(deposed, 1, new byte[] { 1 }, new byte[] { 1 }, default));
        await stores.PassAsync(Short);
        var successor = (await stores.Lease.AcquireAsync("b", 0, Long, default))!.Value.Epoch;
        Assert.Equal(PublishOutcome.Fenced, await stores.Evaluations.PublishAsync(deposed, 2, new byte[] { 2 }, new byte[] { 2 }, default));
        Assert.Equal(1, (await stores.Evaluations.ReadFeedAsync(0, 0, default))!.Sequence);
        Assert.Equal(PublishOutcome.Published, await stores.Evaluations.PublishAsync(successor, 1, new byte[] { 3 }, new byte[] { 3 }, default));
    }

    [Fact]
    public async Task Acquire_WithAnEpochOfBefore_GivesANewOne()
    {
        await using var stores = await backend.OpenAsync();
        var first = (await stores.Lease.AcquireAsync("a", 0, Long, default))!.Value.Epoch;
        var second = (await stores.Lease.AcquireAsync("a", 0, Long, default))!.Value.Epoch;
        Assert.True((await stores.Lease.AcquireAsync("a", first, Long, default))!.Value.Epoch > second);
    }

    [Fact]
    public async Task Acquire_AfterItsEnd_GoesToAnotherWithALaterEpoch()
    {
        await using var stores = await backend.OpenAsync();
        var first = await stores.Lease.AcquireAsync("a", 0, Short, default);
        await stores.PassAsync(Short);
        var second = await stores.Lease.AcquireAsync("b", 0, Long, default);
        Assert.True(second!.Value.Epoch > first!.Value.Epoch);
        Assert.Null(await stores.Lease.AcquireAsync("a", 0, Long, default));
    }

    [Fact]
    public async Task Release_ByTheHolder_LetsAnotherIn()
    {
        await using var stores = await backend.OpenAsync();
        var first = await stores.Lease.AcquireAsync("a", 0, Long, default);
        await stores.Lease.ReleaseAsync("a", default);
        Assert.True((await stores.Lease.AcquireAsync("b", 0, Long, default))!.Value.Epoch > first!.Value.Epoch);
    }

    [Fact]
    public async Task Release_ByAnother_ChangesNothing()
    {
        await using var stores = await backend.OpenAsync();
        await stores.Lease.AcquireAsync("a", 0, Long, default);
        await stores.Lease.ReleaseAsync("b", default);
        Assert.Null(await stores.Lease.AcquireAsync("b", 0, Long, default));
    }

    [Fact]
    public async Task Acquire_TellsTheStoresTime_WhichPasses()
    {
        await using var stores = await backend.OpenAsync();
        var first = (await stores.Lease.AcquireAsync("a", 0, Long, default))!.Value;
        await stores.PassAsync(Short);
        var second = (await stores.Lease.AcquireAsync("a", first.Epoch, Long, default))!.Value;
        Assert.InRange(second.StoreTime - first.StoreTime, Short, Long);
    }

    [Fact]
    public async Task Acquire_ByManyAtOnce_OneGetsIt()
    {
        await using var stores = await backend.OpenAsync();
        var grants = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => stores.Lease.AcquireAsync($"pod {i}", 0, Long, default))));
        Assert.Single(grants, g => g is not null);
    }

    [Fact]
    public async Task Acquire_AfterAPublicationOfALaterEpoch_IsAboveIt()
    {
        // A failover can lose the counter and keep the feed: every later leader would be fenced off for good.
        await using var stores = await backend.OpenAsync();
        await stores.Evaluations.PublishAsync(41, 1, new byte[] { 1 }, new byte[] { 2 }, default);
        Assert.Equal(42, (await stores.Lease.AcquireAsync("a", 0, Long, default))!.Value.Epoch);
    }
}
