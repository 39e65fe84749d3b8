using NoticeService.Domain.Households;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Ports;
using Xunit;

namespace NoticeService.TestKit.Contracts;

/// <summary>What every ledger does.</summary>
public abstract class LedgerContract(IStoreBackend backend)
{
    [Fact]
    public async Task Find_Unknown_IsNull()
    {
        await using var stores = await backend.OpenAsync();
        Assert.Null(await stores.Ledger.FindAsync("nothing", default));
        Assert.False((await stores.Ledger.AdvanceAsync("nothing", NoticeState.Displayed, 1, null, default)).Known);
        Assert.Null(await stores.Ledger.FindAsync("nothing", default));
    }

    [Fact]
    public async Task Advance_EveryPairOfStates_NeverGoesBack()
    {
        await using var stores = await backend.OpenAsync();
        ulong household = 0;
        foreach (var from in Enum.GetValues<NoticeState>())
        {
            foreach (var to in Enum.GetValues<NoticeState>())
            {
                var id = $"{from} to {to}";
                await AddAsync(stores, Notices.Record(++household, id) with { Holdout = from == NoticeState.Withheld });
                Assert.True((await stores.Ledger.AdvanceAsync(id, from, 10, null, default)).Known);
                Assert.Equal(from, (await stores.Ledger.FindAsync(id, default))!.State);
                Assert.True((await stores.Ledger.AdvanceAsync(id, to, 20, null, default)).Known);
                var moves = (from, to) switch
                {
                    (NoticeState.Reserved, NoticeState.Sent or NoticeState.Displayed or NoticeState.Dismissed or NoticeState.Failed) => true,
                    (NoticeState.Sent, NoticeState.Displayed or NoticeState.Dismissed or NoticeState.Failed) => true,
                    (NoticeState.Displayed, NoticeState.Dismissed) => true,
                    _ => false,
                };
                Assert.True((moves ? to : from) == (await stores.Ledger.FindAsync(id, default))!.State, id);
            }
        }
    }

    [Fact]
    public async Task Advance_ReceiptOfAnotherHousehold_ChangesNothing()
    {
        await using var stores = await backend.OpenAsync();
        await AddAsync(stores, Notices.Record(1));
        var (owner, other) = (Notices.Record(1).Household, Notices.Record(2).Household);
        Assert.False((await stores.Ledger.AdvanceAsync("n1", NoticeState.Displayed, 20, other, default)).Known);
        Assert.Equal((NoticeState.Reserved, null), await StateAsync(stores));
        Assert.True((await stores.Ledger.AdvanceAsync("n1", NoticeState.Displayed, 20, owner, default)).Known);
        Assert.Equal((NoticeState.Displayed, 20L), await StateAsync(stores));
    }

    [Theory]
    [InlineData(NoticeState.Displayed)]
    [InlineData(NoticeState.Dismissed)]
    [InlineData(NoticeState.Failed)]
    public async Task Advance_ReceiptAfterAFailureThatTheServiceSet_Counts(NoticeState receipt)
    {
        // The stream was lost after the write: the service says failed, and then the player says that it was shown.
        await using var stores = await backend.OpenAsync();
        await AddAsync(stores, Notices.Record(1));
        await stores.Ledger.AdvanceAsync("n1", NoticeState.Sent, null, null, default);
        await stores.Ledger.AdvanceAsync("n1", NoticeState.Failed, null, null, default);
        Assert.Equal((NoticeState.Failed, null), await StateAsync(stores));
        await stores.Ledger.AdvanceAsync("n1", receipt, 20, null, default);
        Assert.Equal((receipt, 20L), await StateAsync(stores));

        // Nor does the service take it back.
        await stores.Ledger.AdvanceAsync("n1", NoticeState.Failed, null, null, default);
        Assert.Equal((receipt, 20L), await StateAsync(stores));
    }

    [Theory]
    [InlineData(NoticeState.Displayed)]
    [InlineData(NoticeState.Dismissed)]
    [InlineData(NoticeState.Sent)]
    public async Task Advance_AfterAFailureThatThePlayerSent_ChangesNothing(NoticeState later)
    {
        await using var stores = await backend.OpenAsync();
        await AddAsync(stores, Notices.Record(1));
        await stores.Ledger.AdvanceAsync("n1", NoticeState.Failed, 20, null, default);
        await stores.Ledger.AdvanceAsync("n1", later, 30, null, default);
        Assert.Equal((NoticeState.Failed, 20L), await StateAsync(stores));
    }

    // The answer of the first may have been lost, and what it moved must get into the journal.
    [Theory]
    [InlineData(NoticeState.Sent, null)]
    [InlineData(NoticeState.Displayed, 20L)]
    [InlineData(NoticeState.Failed, null)]
    public async Task Advance_TheSameAgain_GivesTheRecordAgain_AndAnotherDoesNot(NoticeState state, long? receiptMs)
    {
        await using var stores = await backend.OpenAsync();
        await AddAsync(stores, Notices.Record(1));
        var moved = (await stores.Ledger.AdvanceAsync("n1", state, receiptMs, null, default)).Moved;
        Assert.Equal((state, receiptMs), (moved!.State, moved.ReceiptMs));
        Assert.Equal(moved, (await stores.Ledger.AdvanceAsync("n1", state, receiptMs, null, default)).Moved);
        Assert.Equal(new LedgerMove(true, null), await stores.Ledger.AdvanceAsync("n1", NoticeState.Reserved, receiptMs, null, default));
        if (receiptMs is not null)
        {
            Assert.Equal(new LedgerMove(true, null), await stores.Ledger.AdvanceAsync("n1", state, receiptMs + 1, null, default));
        }
    }

    [Fact]
    public async Task Advance_SentAfterAFailureThatTheServiceSet_ChangesNothing()
    {
        await using var stores = await backend.OpenAsync();
        await AddAsync(stores, Notices.Record(1));
        await stores.Ledger.AdvanceAsync("n1", NoticeState.Failed, null, null, default);
        await stores.Ledger.AdvanceAsync("n1", NoticeState.Sent, null, null, default);
        Assert.Equal((NoticeState.Failed, null), await StateAsync(stores));
    }

    [Fact]
    public async Task Advance_ReceiptTime_IsOfReceiptsThatMovedIt()
    {
        await using var stores = await backend.OpenAsync();
        var record = Notices.Record(1);
        await AddAsync(stores, record);
        await stores.Ledger.AdvanceAsync("n1", NoticeState.Sent, 10, null, default);
        Assert.Null((await stores.Ledger.FindAsync("n1", default))!.ReceiptMs);
        await stores.Ledger.AdvanceAsync("n1", NoticeState.Displayed, 1_401_998_400_123, null, default);
        await stores.Ledger.AdvanceAsync("n1", NoticeState.Displayed, 1_401_998_400_999, null, default);
        Assert.Equal(
            record with { State = NoticeState.Displayed, ReceiptMs = 1_401_998_400_123 },
            await stores.Ledger.FindAsync("n1", default));
    }

    [Fact]
    public async Task List_Times_AreInclusiveAtTheStartAndExclusiveAtTheEnd()
    {
        await using var stores = await backend.OpenAsync();
        foreach (var ms in new long[] { 99, 100, 199, 200 })
        {
            await AddAsync(stores, Notices.Record((ulong)ms, $"at {ms}", decidedMs: ms));
        }

        var page = await stores.Ledger.ListAsync(null, 100, 200, 10, null, default);
        Assert.Equal(["at 199", "at 100"], page.Records.Select(r => r.NoticeId));
        Assert.Null(page.NextToken);
        Assert.Empty((await stores.Ledger.ListAsync(null, 200, 200, 10, null, default)).Records);
        Assert.Equal(4, (await stores.Ledger.ListAsync(null, long.MinValue, long.MaxValue, 10, null, default)).Records.Count);
    }

    [Fact]
    public async Task List_ByIsp_GivesOnlyItsOwn()
    {
        await using var stores = await backend.OpenAsync();
        await AddAsync(stores, Notices.Record(1, isp: "verizon"));
        await AddAsync(stores, Notices.Record(2, isp: "verizon-dsl"));
        Assert.Equal("n1", Assert.Single((await stores.Ledger.ListAsync("verizon", 0, long.MaxValue, 10, null, default)).Records).NoticeId);
        Assert.Empty((await stores.Ledger.ListAsync("comcast", 0, long.MaxValue, 10, null, default)).Records);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(24)]
    [InlineData(25)]
    public async Task List_Pages_GiveEachRecordOnceNewestFirst(int limit)
    {
        // Five share each millisecond, so that pages end between equal times.
        await using var stores = await backend.OpenAsync();
        for (var i = 0; i < 25; i++)
        {
            await AddAsync(stores, Notices.Record((ulong)i, $"n{i:D2}", decidedMs: 1_000 + i / 5));
        }

        var seen = new List<LedgerRecord>();
        string? token = null;
        do
        {
            var page = await stores.Ledger.ListAsync(null, 0, 2_000, limit, token, default);
            Assert.True(page.Records.Count <= limit);
            seen.AddRange(page.Records);
            token = page.NextToken;
        }
        while (token is not null);

        Assert.Equal(25, seen.Select(r => r.NoticeId).Distinct().Count());
        Assert.Equal(25, seen.Count);
        Assert.Equal(seen.Select(r => r.DecidedMs).OrderDescending(), seen.Select(r => r.DecidedMs));
    }

    [Fact]
    public async Task ListRecent_GivesTheNoticesOfTheTimeOnward_OfThoseHouseholdsOnlyThatHaveAny()
    {
        await using var stores = await backend.OpenAsync();
        foreach (var (household, id, decidedMs) in (IEnumerable<(ulong, string, long)>)[(1, "before", 999), (1, "at", 1_000), (1, "after", 5_000), (2, "old", 999), (3, "other", 6_000)])
        {
            var request = Notices.Request(Notices.Record(household, id, decidedMs: decidedMs)) with { Cooldown = TimeSpan.Zero };
            Assert.True((await stores.Admission.DecideAsync(request, default)).Admitted);
        }

        HouseholdId[] asked = [Notices.Record(1).Household, Notices.Record(2).Household, Notices.Record(4).Household];
        var found = Assert.Single(await stores.Ledger.ListRecentAsync(asked, 1_000, default));
        Assert.Equal(asked[0], found.Key);
        Assert.Equal(["after", "at"], found.Value.Order(StringComparer.Ordinal));
        Assert.Empty(await stores.Ledger.ListRecentAsync([], 0, default));
    }

    [Theory]
    [InlineData(1_000, true)]
    [InlineData(1_001, false)]
    public async Task ListRecent_Households_AreBounded(int count, bool allowed)
    {
        await using var stores = await backend.OpenAsync();
        HouseholdId[] asked = [.. Enumerable.Range(1, count).Select(i => Notices.Record((ulong)i).Household)];
        if (allowed)
        {
            Assert.Empty(await stores.Ledger.ListRecentAsync(asked, 0, default));
        }
        else
        {
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => stores.Ledger.ListRecentAsync(asked, 0, default));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("%%%")]
    public async Task List_ForeignToken_IsAFormatError(string token)
    {
        await using var stores = await backend.OpenAsync();
        await Assert.ThrowsAsync<FormatException>(() => stores.Ledger.ListAsync(null, 0, 1, 10, token, default));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(1_000, true)]
    [InlineData(1_001, false)]
    public async Task List_Limit_IsBounded(int limit, bool allowed)
    {
        await using var stores = await backend.OpenAsync();
        if (allowed)
        {
            Assert.Empty((await stores.Ledger.ListAsync(null, 0, 1, limit, null, default)).Records);
        }
        else
        {
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => stores.Ledger.ListAsync(null, 0, 1, limit, null, default));
        }
    }

    private static async Task<(NoticeState State, long? ReceiptMs)> StateAsync(StoreSet stores)
    {
        var record = await stores.Ledger.FindAsync("n1", default);
        return (record!.State, record.ReceiptMs);
    }

    private static async Task AddAsync(StoreSet stores, LedgerRecord record) =>
        Assert.True((await stores.Admission.DecideAsync(Notices.Request(record), default)).Admitted);
}
