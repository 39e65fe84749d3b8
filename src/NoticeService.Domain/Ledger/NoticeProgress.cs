namespace NoticeService.Domain.Ledger;

/// <summary>Which way a ledger record may move, and which of two copies of one record is further.</summary>
public static class NoticeProgress
{
    /// <summary>
    /// Reserved, sent, displayed, dismissed, skipping allowed; failed only before it was displayed; withheld never. A failure without
    /// a receipt is the service's guess, which every receipt overrides.
    /// </summary>
    public static bool Allows(LedgerRecord from, NoticeState to, bool receipt)
    {
        ArgumentNullException.ThrowIfNull(from);
        var guessed = from.State == NoticeState.Failed && from.ReceiptMs is null;
        return (from.State < to && to <= NoticeState.Dismissed)
            || (from.State <= NoticeState.Sent && to == NoticeState.Failed)
            || (guessed && receipt && to is NoticeState.Displayed or NoticeState.Dismissed or NoticeState.Failed);
    }

    /// <summary>
    /// Whether a copy stands at a later state than another, so that it wins when the two are reconciled. Where each can have been
    /// reached alone (a player said failed, and displayed elsewhere) displayed wins: it is what somebody may be asked about. Of
    /// two receipts of one state the earlier one counts, as it does in the store.
    /// </summary>
    public static bool IsLater(NoticeState state, long? receiptMs, NoticeState than, long? thanReceiptMs)
    {
        var (rank, other) = (Rank(state, receiptMs), Rank(than, thanReceiptMs));
        return rank != other ? rank > other : receiptMs is { } ms && (thanReceiptMs is not { } earlier || ms < earlier);
    }

    /// <inheritdoc cref="IsLater(NoticeState, long?, NoticeState, long?)"/>
    public static bool IsLater(LedgerRecord record, LedgerRecord than)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(than);
        return IsLater(record.State, record.ReceiptMs, than.State, than.ReceiptMs);
    }

    private static int Rank(NoticeState state, long? receiptMs) => state switch
    {
        NoticeState.Reserved => 0,
        NoticeState.Sent => 1,
        NoticeState.Failed when receiptMs is null => 2,
        NoticeState.Failed => 3,
        NoticeState.Displayed => 4,
        NoticeState.Dismissed => 5,
        _ => 6,
    };
}
