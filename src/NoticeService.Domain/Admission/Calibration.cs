using System.Globalization;
using NoticeService.Domain.Statistics;

namespace NoticeService.Domain.Admission;

/// <summary>
/// What <c>lab calibrate</c> found on recorded traffic of days on which nothing was wrong: how often the engine named somebody all the
/// same. A file's and a stored format. Immutable.
/// </summary>
public sealed record Calibration
{
    /// <summary>The format that this build writes, and the only one that it reads.</summary>
    public const int CurrentVersion = 1;

    // Two computations of one limit differ by rounding only; more is another limit.
    private const double Rounding = 1e-6;

    public required int Version { get; init; }

    /// <summary>Of the thresholds that were calibrated: see <see cref="Verdicts.VerdictFingerprint"/>.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>When the judged traffic began, ms since the Unix epoch.</summary>
    public required long FromMs { get; init; }

    /// <summary>When it ended, ms since the Unix epoch.</summary>
    public required long ToMs { get; init; }

    /// <summary>ISP-days judged; an ISP counts in the windows in which it has enough sessions to be named.</summary>
    public required double IspDays { get; init; }

    /// <summary>Verdicts that named somebody.</summary>
    public required long FalseAlarms { get; init; }

    /// <summary>False alarms per 1,000 ISP-days, upper 95 % limit.</summary>
    public required double PerThousandIspDaysAtMost { get; init; }

    /// <summary>The budget that it was compared with when it was made, false alarms per 1,000 ISP-days. That of the service decides.</summary>
    public required double BudgetPerThousandIspDays { get; init; }

    /// <summary>False alarms per 1,000 ISP-days, the upper 95 % limit of what was counted.</summary>
    /// <param name="falseAlarms">0 or more.</param>
    /// <param name="ispDays">In how many; above 0.</param>
    public static double AtMost(long falseAlarms, double ispDays) => 1000 * ExactLimits.RateAtMost(falseAlarms, ispDays);

    /// <summary>ISP-days without an alarm after which the upper limit is within a budget, false alarms per 1,000 ISP-days.</summary>
    public static double LeastIspDays(double budgetPerThousandIspDays) => 1000 * ExactLimits.RateAtMost(0, 1) / budgetPerThousandIspDays;

    /// <summary>The first thing in it that cannot be, with the field's name; null when there is none. Its limit is worked out again, and not believed.</summary>
    public (string Field, string What)? FindMistake() => this switch
    {
        { Version: not CurrentVersion } => ("version", string.Create(CultureInfo.InvariantCulture, $"is {Version}, and this service reads {CurrentVersion}.")),
        { Fingerprint.Length: 0 } => ("fingerprint", "is missing."),
        { FromMs: <= 0 } => ("from_ms", "must be above 0."),
        _ when ToMs <= FromMs => ("to_ms", "must be later than from_ms."),
        _ when !(IspDays > 0 && double.IsFinite(IspDays)) => ("isp_days", "must be above 0: no ISP had enough sessions to be named, or the recording ended before calm was learned."),
        { FalseAlarms: < 0 } => ("false_alarms", "must be 0 or more."),
        _ when !(Math.Abs(AtMost(FalseAlarms, IspDays) - PerThousandIspDaysAtMost) <= Rounding * AtMost(FalseAlarms, IspDays)) =>
            ("per_thousand_isp_days_at_most", string.Create(CultureInfo.InvariantCulture, $"is {PerThousandIspDaysAtMost:0.###}, where {AtMost(FalseAlarms, IspDays):0.###} follows from false_alarms and isp_days.")),
        _ => null,
    };

    /// <summary>What was counted, and its limit, in words.</summary>
    public string InWords() => string.Create(
        CultureInfo.InvariantCulture, $"{FalseAlarms:N0} false alarms in {IspDays:#,0.##} ISP-days, at most {PerThousandIspDaysAtMost:#,0.##} per 1,000 ISP-days (upper 95 % limit)");
}
