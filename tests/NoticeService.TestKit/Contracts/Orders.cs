using NoticeService.Domain.Admission;
using NoticeService.Pipeline.Ports;

namespace NoticeService.TestKit.Contracts;

/// <summary>Orders as operators give them.</summary>
public static class Orders
{
    public static OperatorOrder Suspend(string scope, string reason, string by, long atMs) => new(OrderKind.Suspend, atMs, by, scope, reason);

    /// <summary>A word about the go-live gate, with all that can be in it.</summary>
    public static readonly GoLiveOrder Calibrated = new(GoLiveBasis.Calibration, "ann", "0 \"false\" alarms", 2, new Calibration
    {
        Version = 1, Fingerprint = "0123456789abcdef", FromMs = 1_400_000_000_000, ToMs = 1_410_000_000_000,
        IspDays = 3_182.125, FalseAlarms = 0, PerThousandIspDaysAtMost = 0.9414, BudgetPerThousandIspDays = 1,
    });

    public static readonly GoLiveOrder Revoked = new(GoLiveBasis.Revocation, "counsel", "a letter came", 3);

    public static OperatorOrder GoLive(OrderKind kind, GoLiveOrder word) => new(kind, word.SinceMs, word.Operator, "golive", word.Reason);

    public static OperatorOrder Resume(string scope, string reason, string by, long atMs) => new(OrderKind.Resume, atMs, by, scope, reason);
}
