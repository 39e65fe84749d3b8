using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Journal;
using NoticeService.Pipeline.Ports;
using Xunit;

namespace NoticeService.TestKit.Contracts;

/// <summary>What every store of seals does.</summary>
public abstract class SealStoreContract(IStoreBackend backend)
{
    private static readonly DateOnly Day = new(2014, 6, 5);

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(993)]
    [InlineData(994)]
    [InlineData(2_500)]
    public async Task Seal_OfAnySize_ComesBack(int records)
    {
        // Seven lines stand before the lists: the sizes end a part exactly, and just beyond.
        await using var stores = await backend.OpenAsync();
        var day = Seal(Day, 1, Enumerable.Range(0, records).Select(i => $"n{i:D5}"));
        Assert.Equal(SealOutcome.Sealed, await stores.Seals.SealAsync(day, default));
        Assert.Equal(SealOutcome.Sealed, await stores.Seals.SealAsync(day, default));
        var read = (await stores.Seals.ReadAsync(Day, default))!;
        Assert.Equal((day.Seal, records), (read.Seal, read.Records.Count));
        Assert.Equal(day.Records, read.Records);
        Assert.Equal(new Dictionary<DateOnly, Digest> { [Day] = day.Seal.Hash() }, await stores.Seals.ListAsync(default));
        Assert.Null(await stores.Seals.ReadAsync(Day.AddDays(1), default));
    }

    [Fact]
    public async Task Seal_OfADayThatHasAnother_ChangesNothing()
    {
        await using var stores = await backend.OpenAsync();
        var first = Seal(Day, 1, ["a"]);
        await stores.Seals.SealAsync(first, default);
        Assert.Equal(SealOutcome.Present, await stores.Seals.SealAsync(Seal(Day, 1, ["b"]), default));
        Assert.Equal(SealOutcome.Present, await stores.Seals.RestoreAsync(Seal(Day, 1, ["b"]), default));
        Assert.Equal(first.Seal, (await stores.Seals.ReadAsync(Day, default))!.Seal);
    }

    [Fact]
    public async Task Seal_OfALeaderThatWasDeposed_IsRefused()
    {
        await using var stores = await backend.OpenAsync();
        Assert.Equal(SealOutcome.Sealed, await stores.Seals.FreezeAsync(2, 1, default));
        Assert.Equal(SealOutcome.Fenced, await stores.Seals.FreezeAsync(1, 1, default));
        Assert.Equal(SealOutcome.Fenced, await stores.Seals.SealAsync(Seal(Day, 1, []), default));
        Assert.Empty(await stores.Seals.ListAsync(default));
        Assert.Equal(SealOutcome.Sealed, await stores.Seals.SealAsync(Seal(Day, 2, []), default));

        // One that is given back was sealed by whoever led then.
        Assert.Equal(SealOutcome.Sealed, await stores.Seals.RestoreAsync(Seal(Day.AddDays(-1), 1, []), default));
    }

    [Fact]
    public async Task Late_WhatComesOrMovesAfterTheFreeze_IsNotedUntilItIsSettled()
    {
        await using var stores = await backend.OpenAsync();
        await AdmitAsync(stores, 1, 999);
        await AdmitAsync(stores, 2, 1_000);
        await stores.Seals.FreezeAsync(1, 1_000, default);
        Assert.Empty(await stores.Seals.LateAsync(default));

        await AdmitAsync(stores, 3, 999);
        await AdmitAsync(stores, 4, 1_000);
        await stores.Ledger.AdvanceAsync("n1", NoticeState.Sent, null, null, default);
        await stores.Ledger.AdvanceAsync("n1", NoticeState.Sent, null, null, default);
        await stores.Ledger.AdvanceAsync("n2", NoticeState.Sent, null, null, default);
        await stores.Repair.RestoreAsync(new JournalEntry(Notices.Record(5, decidedMs: 500), 0, 0), null, default);
        var late = await stores.Seals.LateAsync(default);
        Assert.Equal([("n1", 1), ("n3", 1), ("n5", 1)], late.Select(l => (l.Key, l.Value)).Order());

        await stores.Ledger.AdvanceAsync("n1", NoticeState.Displayed, 5, null, default);
        await stores.Seals.SettleAsync(late, default);
        Assert.Equal([("n1", 2L)], (await stores.Seals.LateAsync(default)).Select(l => (l.Key, l.Value)));
    }

    [Fact]
    public async Task Freeze_NeverGoesBack()
    {
        await using var stores = await backend.OpenAsync();
        await stores.Seals.FreezeAsync(1, 1_000, default);
        await stores.Seals.FreezeAsync(1, 10, default);
        await AdmitAsync(stores, 1, 999);
        Assert.Single(await stores.Seals.LateAsync(default));
    }

    private static async Task AdmitAsync(StoreSet stores, ulong household, long decidedMs) =>
        Assert.True((await stores.Admission.DecideAsync(Notices.Request(Notices.Record(household, decidedMs: decidedMs)), default)).Admitted);

    private static SealedDay Seal(DateOnly day, long epoch, IEnumerable<string> ids)
    {
        var records = ids.Select(id => SealedRecord.Of(Notices.Record(1, id))).ToList();
        return new SealedDay(DaySeal.Of(day, default, records, [], epoch, 5), records, []);
    }
}
