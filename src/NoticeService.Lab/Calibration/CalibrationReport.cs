using System.Globalization;
using System.Text;
using System.Text.Json;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Lab.Calibration;

/// <summary>What a clean recording says of the error budget.</summary>
internal sealed record CalibrationReport
{
    /// <summary>The budget unless another is given, false alarms per 1,000 ISP-days (DESIGN section 8).</summary>
    public const double DefaultBudget = 1;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>Of the format in which <c>ctl golive submit</c> takes it.</summary>
    public int Version { get; } = Domain.Admission.Calibration.CurrentVersion;

    /// <summary>Of the thresholds under which it was judged.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Beginning of the first window judged, ms since the Unix epoch; 0 when none was.</summary>
    public required long FromMs { get; init; }

    /// <summary>End of the last one.</summary>
    public required long ToMs { get; init; }

    /// <summary>The budget, false alarms per 1,000 ISP-days.</summary>
    public required double BudgetPerThousandIspDays { get; init; }

    /// <summary>ISP-days judged.</summary>
    public required double IspDays { get; init; }

    /// <summary>Verdicts that named somebody.</summary>
    public required int FalseAlarms { get; init; }

    /// <summary>The same per 1,000 ISP-days.</summary>
    public required double PerThousandIspDays { get; init; }

    /// <summary>Its upper 95 % limit.</summary>
    public required double PerThousandIspDaysAtMost { get; init; }

    /// <summary>Undetermined verdicts that opened.</summary>
    public required int Undetermined { get; init; }

    /// <summary>What was suspected, opened or not.</summary>
    public required int Suspected { get; init; }

    /// <summary>The ln M that is configured.</summary>
    public required double ConfiguredLnM { get; init; }

    /// <summary>The greatest ln M that chance alone reached for a verdict that names; null when none was suspected.</summary>
    public required double? PeakLnM { get; init; }

    /// <summary>The ln M at which the budget would be met, by the tail of the peaks; null when there are too few.</summary>
    public required double? NeededLnM { get; init; }

    /// <summary>Whether the upper limit is within the budget.</summary>
    public bool IsWithinBudget => PerThousandIspDaysAtMost <= BudgetPerThousandIspDays;

    /// <param name="watch">What it saw.</param>
    /// <param name="settings">The thresholds that it saw at work.</param>
    /// <param name="budget">False alarms per 1,000 ISP-days that are allowed.</param>
    public static CalibrationReport Of(EpisodeWatch watch, VerdictSettings settings, double budget = DefaultBudget)
    {
        var named = watch.Episodes.Where(e => e.Names).ToList();
        var alarms = named.Count(e => e.HasOpened && e.Surest.Culprit != Culprit.Undetermined);
        var days = watch.IspDays;
        return new CalibrationReport
        {
            Fingerprint = VerdictFingerprint.Of(settings),
            FromMs = watch.Judged?.First.StartMs ?? 0,
            ToMs = watch.Judged?.Last.EndMs ?? 0,
            BudgetPerThousandIspDays = budget,
            IspDays = days,
            FalseAlarms = alarms,
            PerThousandIspDays = days > 0 ? 1000 * alarms / days : 0,
            PerThousandIspDaysAtMost = days > 0 ? Domain.Admission.Calibration.AtMost(alarms, days) : double.MaxValue,
            Undetermined = watch.Episodes.Count(e => e.HasOpened && e.Surest.Culprit == Culprit.Undetermined),
            Suspected = watch.Episodes.Count,
            ConfiguredLnM = settings.CertainLnM,
            PeakLnM = named.Count == 0 ? null : named.Max(e => e.PeakLnM),
            NeededLnM = ThresholdFit.Needed(named.Select(e => e.PeakLnM), days, budget / 1000)?.LnM,
        };
    }

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public string Markdown()
    {
        var text = new StringBuilder();
        var culture = CultureInfo.InvariantCulture;
        text.AppendLine(culture, $"{IspDays:0.00} ISP-days judged; {Suspected} suspicions, {Undetermined} undetermined verdicts, {FalseAlarms} false alarms.");
        text.AppendLine(culture, $"False alarms per 1,000 ISP-days: {PerThousandIspDays:0.0}, at most {PerThousandIspDaysAtMost:0.0} (one-sided upper 95 % limit); budget {BudgetPerThousandIspDays:0.##}: {(IsWithinBudget ? "within it" : "not shown to be within it")}.");
        if (!IsWithinBudget && FalseAlarms == 0)
        {
            text.AppendLine(culture, $"Without a false alarm {Math.Ceiling(Domain.Admission.Calibration.LeastIspDays(BudgetPerThousandIspDays)):N0} ISP-days would show it.");
        }

        text.AppendLine(PeakLnM is { } peak
            ? string.Create(culture, $"The greatest ln M by chance alone was {peak:0.0}; {ConfiguredLnM:0.0} is configured.")
            : "Chance alone made nobody suspected who would be named.");
        text.AppendLine(NeededLnM is { } needed
            ? string.Create(culture, $"By the tail of the peaks the budget needs ln M >= {needed:0.0}.")
            : string.Create(culture, $"Fewer than {ThresholdFit.LeastPeaks + 1} peaks: too few to say which ln M the budget needs."));
        return text.ToString();
    }
}
