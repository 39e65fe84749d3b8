using NoticeService.Domain.Ledger;
using static NoticeService.Domain.Ledger.NoticeState;

namespace NoticeService.Domain.Tests.Ledger;

public sealed class NoticeProgressTests
{
    private static readonly (NoticeState State, long? ReceiptMs)[] Order =
        [(Reserved, null), (Sent, null), (Failed, null), (Failed, 5), (Displayed, 5), (Displayed, 4), (Dismissed, 5)];

    [Fact]
    public void IsLater_OfEveryPair_FollowsTheOrder()
    {
        for (var i = 0; i < Order.Length; i++)
        {
            for (var j = 0; j < Order.Length; j++)
            {
                Assert.Equal(i > j, NoticeProgress.IsLater(Order[i].State, Order[i].ReceiptMs, Order[j].State, Order[j].ReceiptMs));
            }
        }
    }

    // What the store allows must never look like a step back to whoever reconciles.
    [Fact]
    public void IsLater_OfEveryAllowedMove_Holds()
    {
        var moves = 0;
        foreach (var (state, receiptMs) in Order)
        {
            foreach (var to in Enum.GetValues<NoticeState>())
            {
                foreach (var receipt in new long?[] { null, 9 })
                {
                    if (NoticeProgress.Allows(LedgerRecords.Of("a", state, receiptMs), to, receipt is not null) && (to, receipt) != (state, receiptMs))
                    {
                        moves++;
                        Assert.True(NoticeProgress.IsLater(to, receipt ?? receiptMs, state, receiptMs), $"{state} to {to}");
                    }
                }
            }
        }

        Assert.InRange(moves, 10, 100);
    }
}
