using System.Globalization;
using System.Text;
using System.Text.Json;
using NoticeService.Domain.Statistics;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Lab.Calibration;

/// <summary>What a clean recording says of the error budget.</summary>
internal sealed record CalibrationReport
{
    /// <summary>The budget, false alarms per ISP-day: one in 1,000 (DESIGN section 8).</summary>
    public const double Budget = 0.001;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

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
    public bool IsWithinBudget => PerThousandIspDaysAtMost <= 1000 * Budget;

    /// <summary>ISP-days without an alarm after which the upper limit is within the budget.</summary>
    public static double LeastIspDays => ExactLimits.RateAtMost(0, 1) / Budget;

    public static CalibrationReport Of(EpisodeWatch watch, VerdictSettings settings)
    {
        var named = watch.Episodes.Where(e => e.Names).ToList();
        var alarms = named.Count(e => e.HasOpened && e.Surest.Culprit != Culprit.Undetermined);
        var days = watch.IspDays;
        return new CalibrationReport
        {
            IspDays = days,
            FalseAlarms = alarms,
            PerThousandIspDays = days > 0 ? 1000 * alarms / days : 0,
            PerThousandIspDaysAtMost = days > 0 ? 1000 * ExactLimits.RateAtMost(alarms, days) : double.MaxValue,
            Undetermined = watch.Episodes.Count(e => e.HasOpened && e.Surest.Culprit == Culprit.Undetermined),
            Suspected = watch.Episodes.Count,
            ConfiguredLnM = settings.CertainLnM,
            PeakLnM = named.Count == 0 ? null : named.Max(e => e.PeakLnM),
            NeededLnM = ThresholdFit.Needed(named.Select(e => e.PeakLnM), days, Budget)?.LnM,
        };
    }

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public string Markdown()
    {
        var text = new StringBuilder();
        var culture = CultureInfo.InvariantCulture;
        text.AppendLine(culture, $"{IspDays:0.00} ISP-days judged; {Suspected} suspicions, {Undetermined} undetermined verdicts, {FalseAlarms} false alarms.");
        text.AppendLine(culture, $"False alarms per 1,000 ISP-days: {PerThousandIspDays:0.0}, at most {PerThousandIspDaysAtMost:0.0} (one-sided upper 95 % limit); budget {1000 * Budget:0}: {(IsWithinBudget ? "within it" : "not shown to be within it")}.");
        if (!IsWithinBudget && FalseAlarms == 0)
        {
            text.AppendLine(culture, $"Without a false alarm {LeastIspDays:N0} ISP-days would show it.");
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
