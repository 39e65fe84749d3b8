using NoticeService.Domain.Cells;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Delivery;

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
}
