using NoticeService.Domain.Ledger;

namespace NoticeService.Pipeline.InMemory;

/// <summary>Which way a ledger record may move.</summary>
internal static class NoticeProgress
{
    /// <summary>
    /// Reserved, sent, displayed, dismissed, skipping allowed; failed only before it was displayed; withheld never. A failure without
    /// a receipt is the service's guess, which every receipt overrides.
    /// </summary>
    public static bool Allows(LedgerRecord from, NoticeState to, bool receipt)
    {
        var guessed = from.State == NoticeState.Failed && from.ReceiptMs is null;
        return (from.State < to && to <= NoticeState.Dismissed)
            || (from.State <= NoticeState.Sent && to == NoticeState.Failed)
            || (guessed && receipt && to is NoticeState.Displayed or NoticeState.Dismissed or NoticeState.Failed);
    }
}
