using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Ports;
using Xunit;

namespace NoticeService.TestKit.Contracts;

/// <summary>What every archive of verdicts does.</summary>
public abstract class VerdictArchiveContract(IStoreBackend backend)
{
    [Fact]
    public async Task Find_GivesWhatWasAddedLast_Whole()
    {
        await using var stores = await backend.OpenAsync();
        var closed = Of("isp.a.20140605T200010Z", 1_401_998_400_000) with { ClosedMs = 1_401_998_500_000, Metros = ["nyc", "sjc"], Reason = "because «ü»\n\"quoted\"" };
        Assert.Null(await stores.Verdicts.FindAsync(closed.Id, default));
        await stores.Verdicts.AddAsync(closed, default);
        Assert.Equivalent(closed, await stores.Verdicts.FindAsync(closed.Id, default), strict: true);
        await stores.Verdicts.AddAsync(closed, default);
        await stores.Verdicts.AddAsync(closed with { State = VerdictState.Retracted }, default);
        Assert.Equal(VerdictState.Retracted, (await stores.Verdicts.FindAsync(closed.Id, default))!.State);
        Assert.Equal(VerdictState.Retracted, Assert.Single((await stores.Verdicts.ListAsync(long.MaxValue, null, 10, default)).Verdicts).State);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task List_Pages_GiveEachOnce_NewestOnsetFirst_AlsoWithinAMillisecond(int limit)
    {
        await using var stores = await backend.OpenAsync();
        foreach (var i in new[] { 3, 0, 6, 1, 5, 4, 2 })
        {
            await stores.Verdicts.AddAsync(Of($"v{i}", 1_000 + (i / 2)), default);
        }

        var seen = new List<string>();
        string? after = null;
        do
        {
            var page = await stores.Verdicts.ListAsync(long.MaxValue, after, limit, default);
            Assert.InRange(page.Verdicts.Count, 1, limit);
            seen.AddRange(page.Verdicts.Select(v => v.Id));
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(["v6", "v4", "v5", "v2", "v3", "v0", "v1"], seen);
    }

    [Theory]
    [InlineData(1_000, 10, "")]
    [InlineData(1_001, 10, "v1 v0")]
    [InlineData(1_003, 3, "v1 v0 v3")]
    [InlineData(long.MaxValue, 10, "v1 v0 v3 v2")]
    public async Task Oldest_ToATime_ComeOldestFirst(long toMs, int limit, string expected)
    {
        await using var stores = await backend.OpenAsync();
        foreach (var i in new[] { 2, 0, 3, 1 })
        {
            await stores.Verdicts.AddAsync(Of($"v{i}", 1_000 + (2 * (i / 2))), default);
        }

        Assert.Equal(expected, string.Join(' ', (await stores.Verdicts.OldestAsync(toMs, limit, default)).Select(v => v.Id)));
    }

    [Fact]
    public async Task Remove_TakesItOut_AndNoOther()
    {
        await using var stores = await backend.OpenAsync();
        await stores.Verdicts.AddAsync(Of("v0", 1_000), default);
        await stores.Verdicts.AddAsync(Of("v1", 1_000), default);
        await stores.Verdicts.RemoveAsync(Of("v0", 1_000), default);
        await stores.Verdicts.RemoveAsync(Of("v0", 1_000), default);
        Assert.Null(await stores.Verdicts.FindAsync("v0", default));
        Assert.Equal("v1", Assert.Single((await stores.Verdicts.ListAsync(long.MaxValue, null, 10, default)).Verdicts).Id);
        Assert.Equal("v1", Assert.Single(await stores.Verdicts.OldestAsync(long.MaxValue, 10, default)).Id);
    }

    [Theory]
    [InlineData(1_000, "")]
    [InlineData(1_001, "v0")]
    [InlineData(1_002, "v1 v0")]
    [InlineData(0, "")]
    public async Task List_ToATime_EndsBeforeIt(long toMs, string expected)
    {
        await using var stores = await backend.OpenAsync();
        await stores.Verdicts.AddAsync(Of("v0", 1_000), default);
        await stores.Verdicts.AddAsync(Of("v1", 1_001), default);
        Assert.Equal(expected, string.Join(' ', (await stores.Verdicts.ListAsync(toMs, null, 10, default)).Verdicts.Select(v => v.Id)));
    }

    private static Verdict Of(string id, long onsetMs) => SomeVerdict.Of(VerdictState.Closed, id) with { OnsetMs = onsetMs };
}
