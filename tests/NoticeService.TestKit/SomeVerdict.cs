using NoticeService.Domain.Verdicts;

namespace NoticeService.TestKit;

/// <summary>A verdict for tests in which most of its figures do not matter; <c>with</c> says what does.</summary>
public static class SomeVerdict
{
    /// <summary>Against Verizon as a whole: half of its throughput is gone for a hundred households.</summary>
    public static Verdict Of(VerdictState state, string id = "v1") => new()
    {
        Id = id,
        Culprit = Culprit.Isp,
        State = state,
        Isp = "verizon",
        OnsetMs = 0,
        OpenedMs = 0,
        Confidence = 1,
        Drop = 0.5,
        Sessions = 100,
        Households = 100,
        Reason = "",
    };
}
