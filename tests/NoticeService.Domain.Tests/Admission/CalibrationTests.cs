using NoticeService.Domain.Admission;

namespace NoticeService.Domain.Tests.Admission;

public sealed class CalibrationTests
{
    private static readonly Calibration Good = Calibrations.Of(1, 5_000);

    public static TheoryData<string, Calibration> Wrong => new()
    {
        { "version", Good with { Version = 2 } },
        { "fingerprint", Good with { Fingerprint = "" } },
        { "from_ms", Good with { FromMs = 0 } },
        { "to_ms", Good with { ToMs = Good.FromMs } },
        { "isp_days", Good with { IspDays = 0 } },
        { "isp_days", Good with { IspDays = double.NaN } },
        { "isp_days", Good with { IspDays = double.PositiveInfinity } },
        { "false_alarms", Good with { FalseAlarms = -1 } },
        { "per_thousand_isp_days_at_most", Good with { PerThousandIspDaysAtMost = 0.5 } },
        { "per_thousand_isp_days_at_most", Good with { PerThousandIspDaysAtMost = double.NaN } },
        { "per_thousand_isp_days_at_most", Good with { FalseAlarms = 0 } },
    };

    [Fact]
    public void Mistake_OfOneAsTheLabMakesIt_IsNone() => Assert.Null(Good.FindMistake());

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Mistake_OfWhatCannotBe_NamesTheField(string field, Calibration calibration) => Assert.Equal(field, calibration.FindMistake()?.Field);

    [Theory]
    [InlineData(0, 3_000, 0.9986)]
    [InlineData(1, 5_000, 0.9488)]
    public void AtMost_IsTheExactUpperLimit(long alarms, double ispDays, double expected) => Assert.Equal(expected, Calibration.AtMost(alarms, ispDays), 1e-3);

    [Fact]
    public void LeastIspDays_WithoutAnAlarm_AreWhereTheLimitMeetsTheBudget() =>
        Assert.Equal(0.5, Calibration.AtMost(0, Calibration.LeastIspDays(0.5)), 1e-9);
}
