using NoticeService.Pipeline.Ports;
using Xunit;

namespace NoticeService.TestKit.Contracts;

/// <summary>What every evaluation store does.</summary>
public abstract class EvaluationStoreContract(IStoreBackend backend)
{
    private static readonly byte[] State = [0, 1, 2, 255];
    private static readonly byte[] Feed = [3, 0, 13, 10];

    [Fact]
    public async Task Load_NewStore_IsNull()
    {
        await using var stores = await backend.OpenAsync();
        Assert.Null(await stores.Evaluations.LoadStateAsync(default));
        Assert.Null(await stores.Evaluations.ReadFeedAsync(0, 0, default));
    }

    [Fact]
    public async Task Publish_ThenLoadAndRead_GivesBoth()
    {
        await using var stores = await backend.OpenAsync();
        Assert.Equal(PublishOutcome.Published, await stores.Evaluations.PublishAsync(1, 1, State, Feed, default));
        Assert.Equal(State, (await stores.Evaluations.LoadStateAsync(default))!.Value.ToArray());
        var feed = await stores.Evaluations.ReadFeedAsync(0, 0, default);
        Assert.Equal((1L, 1L), (feed!.Epoch, feed.Sequence));
        Assert.Equal(Feed, feed.Body.ToArray());
    }

    [Fact]
    public async Task Read_Known_IsNullUntilTheNext()
    {
        await using var stores = await backend.OpenAsync();
        await stores.Evaluations.PublishAsync(7, 1, State, Feed, default);
        Assert.Null(await stores.Evaluations.ReadFeedAsync(7, 1, default));
        await stores.Evaluations.PublishAsync(7, 2, State, Feed, default);
        Assert.Equal(2, (await stores.Evaluations.ReadFeedAsync(7, 1, default))!.Sequence);
        // A new leader counts from one again: the same sequence, another epoch.
        await stores.Evaluations.PublishAsync(8, 2, State, Feed, default);
        Assert.Equal(8, (await stores.Evaluations.ReadFeedAsync(7, 2, default))!.Epoch);
    }

    [Fact]
    public async Task Publish_EarlierEpoch_IsFencedOffAndChangesNothing()
    {
        await using var stores = await backend.OpenAsync();
        await stores.Evaluations.PublishAsync(10, 1, State, Feed, default);
        Assert.Equal(PublishOutcome.Fenced, await stores.Evaluations.PublishAsync(9, 99, new byte[] { 9 }, new byte[] { 9 }, default));
        Assert.Equal(State, (await stores.Evaluations.LoadStateAsync(default))!.Value.ToArray());
        Assert.Null(await stores.Evaluations.ReadFeedAsync(10, 1, default));
    }

    [Fact]
    public async Task Publish_RepeatedOrOvertaken_DoesNoHarmAndSaysWhich()
    {
        await using var stores = await backend.OpenAsync();
        await stores.Evaluations.PublishAsync(1, 9, State, Feed, default);
        Assert.Equal(PublishOutcome.Published, await stores.Evaluations.PublishAsync(1, 10, State, Feed, default));
        Assert.Equal(PublishOutcome.Published, await stores.Evaluations.PublishAsync(1, 10, State, Feed, default));
        Assert.Equal(PublishOutcome.Overtaken, await stores.Evaluations.PublishAsync(1, 9, new byte[] { 9 }, new byte[] { 9 }, default));
        Assert.Equal(10, (await stores.Evaluations.ReadFeedAsync(0, 0, default))!.Sequence);
        Assert.Equal(State, (await stores.Evaluations.LoadStateAsync(default))!.Value.ToArray());
    }

    [Fact]
    public async Task Publish_FourMegabytes_ComesBackWhole()
    {
        await using var stores = await backend.OpenAsync();
        var state = new byte[4 << 20];
        new Random(1).NextBytes(state);
        Assert.Equal(PublishOutcome.Published, await stores.Evaluations.PublishAsync(1, 1, state, state, default));
        Assert.Equal(state, (await stores.Evaluations.LoadStateAsync(default))!.Value.ToArray());
        Assert.Equal(state, (await stores.Evaluations.ReadFeedAsync(0, 0, default))!.Body.ToArray());
    }
}
