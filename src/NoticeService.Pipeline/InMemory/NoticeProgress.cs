using NoticeService.Domain.Ledger;

namespace NoticeService.Pipeline.InMemory;

/// <summary>Which way a ledger record may move.</summary>
internal static class NoticeProgress
{
    /// <summary>Reserved, sent, displayed, dismissed, skipping allowed; failed only before it was displayed; withheld never.</summary>
    public static bool Allows(NoticeState from, NoticeState to) =>
        (from < to && to <= NoticeState.Dismissed) || (from <= NoticeState.Sent && to == NoticeState.Failed);
}
