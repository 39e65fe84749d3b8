using NoticeService.Domain.Admission;
using V1 = NoticeService.Protocol.V1;

namespace NoticeService.Operators;

/// <summary>Between the domain's go-live gate and its messages.</summary>
internal static class GoLiveMapping
{
    public static V1.GoLive GoLive(GoLiveStatus status) => new()
    {
        State = status.State switch
        {
            GoLiveState.Off => V1.GoLiveState.Off,
            GoLiveState.New => V1.GoLiveState.New,
            GoLiveState.Calibrated => V1.GoLiveState.Calibrated,
            GoLiveState.Overridden => V1.GoLiveState.Overridden,
            GoLiveState.Revoked => V1.GoLiveState.Revoked,
            GoLiveState.Void => V1.GoLiveState.Void,
            _ => V1.GoLiveState.Unknown,
        },
        Live = status.IsLive,
        Because = status.Because,
        SinceMs = status.Order?.SinceMs ?? 0,
        Operator = status.Order?.Operator ?? "",
        Reason = status.Order?.Reason ?? "",
        Calibration = status.Order?.Calibration is { } calibration ? Calibration(calibration) : null,
        Fingerprint = status.Fingerprint,
        BudgetPerThousandIspDays = status.BudgetPerThousandIspDays,
    };

    public static V1.Calibration Calibration(Calibration calibration) => new()
    {
        Version = calibration.Version,
        Fingerprint = calibration.Fingerprint,
        FromMs = calibration.FromMs,
        ToMs = calibration.ToMs,
        IspDays = calibration.IspDays,
        FalseAlarms = calibration.FalseAlarms,
        PerThousandIspDaysAtMost = calibration.PerThousandIspDaysAtMost,
        BudgetPerThousandIspDays = calibration.BudgetPerThousandIspDays,
    };

    public static Calibration Calibration(V1.Calibration calibration) => new()
    {
        Version = calibration.Version,
        Fingerprint = calibration.Fingerprint,
        FromMs = calibration.FromMs,
        ToMs = calibration.ToMs,
        IspDays = calibration.IspDays,
        FalseAlarms = calibration.FalseAlarms,
        PerThousandIspDaysAtMost = calibration.PerThousandIspDaysAtMost,
        BudgetPerThousandIspDays = calibration.BudgetPerThousandIspDays,
    };
}
