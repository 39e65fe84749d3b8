using Xunit;

namespace NoticeService.TestKit.Contracts;

/// <summary>What every store of evidence does.</summary>
public abstract class EvidenceStoreContract(IStoreBackend backend)
{
    [Theory]
    [InlineData(999, 1)]
    [InlineData(1_000, 1)]
    [InlineData(60_999, 1)]
    [InlineData(61_000, 2)]
    [InlineData(long.MaxValue, 3)]
    public async Task Find_AtATime_GivesTheNewestThatWasThere_OrElseTheFirst(long atMs, byte expected)
    {
        await using var stores = await backend.OpenAsync();
        await stores.Evidence.AddAsync("v", 121_000, new byte[] { 3 }, default);
        await stores.Evidence.AddAsync("v", 1_000, new byte[] { 1 }, default);
        await stores.Evidence.AddAsync("v", 61_000, new byte[] { 2 }, default);
        await stores.Evidence.AddAsync("other", 2_000, new byte[] { 9 }, default);
        Assert.Equal([expected], (await stores.Evidence.FindAsync("v", atMs, default))!.Value.ToArray());
    }

    [Fact]
    public async Task Add_WhatIsThere_NeverChangesIt()
    {
        await using var stores = await backend.OpenAsync();
        await stores.Evidence.AddAsync("v", 1_000, new byte[] { 0, 255, 10 }, default);
        await stores.Evidence.AddAsync("v", 1_000, new byte[] { 7 }, default);
        Assert.Equal([0, 255, 10], (await stores.Evidence.FindAsync("v", 5_000, default))!.Value.ToArray());
    }

    [Fact]
    public async Task Remove_TakesAllPacksOfTheVerdict_AndNoOthers()
    {
        await using var stores = await backend.OpenAsync();
        await stores.Evidence.AddAsync("v", 1_000, new byte[] { 1 }, default);
        await stores.Evidence.AddAsync("v", 2_000, new byte[] { 2 }, default);
        await stores.Evidence.AddAsync("other", 2_000, new byte[] { 9 }, default);
        await stores.Evidence.RemoveAsync("v", default);
        await stores.Evidence.RemoveAsync("v", default);
        Assert.Null(await stores.Evidence.FindAsync("v", 5_000, default));
        Assert.NotNull(await stores.Evidence.FindAsync("other", 5_000, default));
    }

    [Fact]
    public async Task Find_UnknownVerdict_IsNull()
    {
        await using var stores = await backend.OpenAsync();
        Assert.Null(await stores.Evidence.FindAsync("v", 5_000, default));
    }
}
