using NoticeService.Domain.Households;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Tests.Ledger;

internal static class LedgerRecords
{
    public static LedgerRecord Of(string id, NoticeState state = NoticeState.Sent, long? receiptMs = null, long decidedMs = 1_401_998_400_000) => new()
    {
        NoticeId = id,
        State = state,
        Household = new HouseholdId(1, 2),
        SessionId = "session",
        VerdictId = "isp.verizon.20140605T200010Z",
        Culprit = Culprit.Isp,
        Isp = "verizon",
        Path = "cogent",
        Metro = "nyc",
        Cohort = "test",
        Holdout = false,
        Shadow = false,
        Text = "The Verizon network is crowded right now.",
        Language = "en",
        Shortfall = -1.25,
        DecidedMs = decidedMs,
        ReceiptMs = receiptMs,
    };
}
