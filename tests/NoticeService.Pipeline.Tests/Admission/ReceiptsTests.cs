using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Delivery;
using NoticeService.Pipeline.InMemory;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.Tests.Admission;

/// <summary>What players say of the notices that they were shown.</summary>
public sealed class ReceiptsTests : AdmissionScene
{
    [Theory]
    [InlineData(Receipts.MaxPerWindow, 0)]
    [InlineData(Receipts.MaxPerWindow + 1, 1)]
    public async Task Receipts_MoreThanASessionHasToSay_AreDropped(int count, int tooFast)
    {
        var receipts = NewReceipts();
        var player = Play("s1", 0.3);
        await AskAsync(Open(Culprit.Isp, 0.5));
        for (var i = 0; i < count; i++)
        {
            receipts.Post(player.Session!, player.Received[0].NoticeId, ReceiptKind.Displayed);
        }

        Assert.Equal(tooFast, receipts.Totals.GetValueOrDefault("too_fast"));
        Clock.Advance(Window.LengthMs);
        receipts.Post(player.Session!, player.Received[0].NoticeId, ReceiptKind.Dismissed);
        Assert.Equal(1, receipts.Totals["dismissed"]);
    }

    [Fact]
    public async Task Receipt_ForTheNoticeOfAnotherHousehold_ChangesNothing()
    {
        var receipts = NewReceipts();
        var (player, other) = (Play("s1", 0.3), Play("s2", 0.9));
        await AskAsync(Open(Culprit.Isp, 0.5));
        receipts.Post(other.Session!, player.Received[0].NoticeId, ReceiptKind.Failed);
        await Updates.WriteAsync(CancellationToken.None);
        Assert.Equal(NoticeState.Sent, Assert.Single(await RecordsAsync()).State);
        receipts.Post(player.Session!, player.Received[0].NoticeId, ReceiptKind.Displayed);
        await Updates.WriteAsync(CancellationToken.None);
        Assert.Equal(NoticeState.Displayed, Assert.Single(await RecordsAsync()).State);
    }

    // A failover between the first try of a write, and its second, which asks a store that has forgotten the notice.
    [Fact]
    public async Task Receipt_ForANoticeThatTheStoreForgotMeanwhile_CountsWhenItIsBack()
    {
        using var updates = NewUpdates(new ForgetfulLedger(Ledger, Memory.Forget));
        var player = Play("s1", 0.3);
        await AskAsync(Open(Culprit.Isp, 0.5));
        updates.PostReceipt(player.Received[0].NoticeId, NoticeState.Displayed, player.Session!.Household.Id);
        await updates.WriteAsync(CancellationToken.None);
        Assert.Empty(await RecordsAsync());
        await ReconcileAsync();
        await updates.WriteAsync(CancellationToken.None);
        Assert.Equal(NoticeState.Displayed, Assert.Single(await RecordsAsync()).State);
    }

    private sealed class ForgetfulLedger(InMemoryLedger inner, Action forget) : ILedger
    {
        private bool forgotten;

        public Task<LedgerMove> AdvanceAsync(string noticeId, NoticeState state, long? receiptMs, HouseholdId? household, CancellationToken cancellationToken)
        {
            if (!forgotten)
            {
                forgotten = true;
                forget();
            }

            return inner.AdvanceAsync(noticeId, state, receiptMs, household, cancellationToken);
        }

        public Task<LedgerRecord?> FindAsync(string noticeId, CancellationToken cancellationToken) => inner.FindAsync(noticeId, cancellationToken);

        public Task<IReadOnlyList<LedgerRecord>> ListAsync(HouseholdId household, CancellationToken cancellationToken) => inner.ListAsync(household, cancellationToken);

        public Task<IReadOnlyDictionary<HouseholdId, IReadOnlyList<string>>> ListRecentAsync(IReadOnlyList<HouseholdId> households, long sinceMs, CancellationToken cancellationToken) =>
            inner.ListRecentAsync(households, sinceMs, cancellationToken);

        public string TokenAfter(LedgerRecord record) => inner.TokenAfter(record);

        public Task<LedgerPage> ListAsync(string? isp, long fromMs, long toMs, int limit, string? token, CancellationToken cancellationToken) =>
            inner.ListAsync(isp, fromMs, toMs, limit, token, cancellationToken);
    }
}
