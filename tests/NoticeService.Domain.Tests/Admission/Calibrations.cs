using NoticeService.Domain.Admission;

namespace NoticeService.Domain.Tests.Admission;

/// <summary>Calibrations as the lab makes them.</summary>
internal static class Calibrations
{
    public const string Fingerprint = "0123456789abcdef";

    private const long DayMs = 86_400_000;

    public static Calibration Of(long falseAlarms, double ispDays, double days = 120) => new()
    {
        Version = Calibration.CurrentVersion,
        Fingerprint = Fingerprint,
        FromMs = 1_400_000_000_000,
        ToMs = 1_400_000_000_000 + (long)(days * DayMs),
        IspDays = ispDays,
        FalseAlarms = falseAlarms,
        PerThousandIspDaysAtMost = Calibration.AtMost(falseAlarms, ispDays),
        BudgetPerThousandIspDays = 1,
    };
}
