using Microsoft.Extensions.DependencyInjection;
using NoticeService.Domain.Households;
using NoticeService.Redis.Stores;
using NoticeService.TestKit.Contracts;

namespace NoticeService.Redis.Tests;

/// <summary>What is Redis's own about the ledger.</summary>
public sealed class RedisLedgerTests(GarnetBackend backend)
{
    [Fact]
    public async Task List_ByHousehold_GivesAllThatItWasToldInEveryCohort()
    {
        await using var stores = (RedisStoreSet)await backend.OpenAsync();
        var now = TimeSpan.Zero;
        await stores.Admission.DecideAsync(Notices.Request(Notices.Record(1, "first", cohort: "a", decidedMs: 1)) with { Cooldown = now }, default);
        await stores.Admission.DecideAsync(Notices.Request(Notices.Record(1, "second", cohort: "b", decidedMs: 2)) with { Cooldown = now }, default);
        await stores.Admission.DecideAsync(Notices.Request(2), default);
        var ledger = (RedisLedger)stores.Ledger;
        var told = await ledger.ListAsync(new HouseholdId(1, 1), default);
        Assert.Equal(["second", "first"], told.Select(r => r.NoticeId));
        Assert.Empty(await ledger.ListAsync(new HouseholdId(3, 3), default));
    }

    [Fact]
    public void Codec_EveryField_ComesBack()
    {
        var record = Notices.Record(ulong.MaxValue) with
        {
            State = Domain.Ledger.NoticeState.Dismissed,
            Holdout = true,
            Shadow = true,
            Shortfall = double.NaN,
            ReceiptMs = 9_999_999_999_999_999,
        };
        Assert.Equal(record, LedgerRecordCodec.Decode(LedgerRecordCodec.Encode(record)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("00000000000000000")]
    [InlineData("60000000000000000{}")]
    [InlineData("0000000000000000x{}")]
    [InlineData("00000000000000000{}")]
    [InlineData("00000000000000000null")]
    [InlineData("00000000000000000not json")]
    public void Codec_ForeignText_IsAFormatError(string stored) =>
        Assert.Throws<FormatException>(() => LedgerRecordCodec.Decode(stored));

    [Fact]
    public void Index_Members_SortNewestFirst()
    {
        string[] members = [LedgerIndex.Member(1_000, "b"), LedgerIndex.Member(1_000, "a"), LedgerIndex.Member(999, "z"), LedgerIndex.Member(0, "z")];
        Assert.Equal(["a", "b", "z", "z"], members.Order(StringComparer.Ordinal).Select(LedgerIndex.NoticeIdOf));
        Assert.Equal(members[0], LedgerIndex.FromToken(LedgerIndex.Token(members[0])));
    }
}
