using System.Globalization;

namespace NoticeService.Domain.Experiments;

/// <summary>A report in plain sentences, the one that matters first.</summary>
public static class ExperimentConclusion
{
    public static IReadOnlyList<string> Of(ExperimentReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return Obstacle(report) is { } obstacle ? [obstacle, .. Remarks(report)] : [.. report.Differences.Select(d => Found(d, report)), .. Remarks(report)];
    }

    // Why nothing can be said; null when something can.
    private static string? Obstacle(ExperimentReport report)
    {
        var (treatment, holdout) = (report.Treatment, report.Holdout);
        if (treatment.Users + holdout.Users == 0)
        {
            return report.LeftOut > 0
                ? "It says nothing: no household is in the arm that the cohort's salt gives, so the salt was changed while it ran."
                : "It says nothing: no notice of this cohort was decided in this time, but for shadow ones.";
        }

        if (report.OffPhase is { } off)
        {
            return Text($"It says nothing: the arms are not split as they should be. Of the households {Words(off.Phase)}, {Percent((double)off.Holdout / (off.Holdout + off.Treatment))} are held out where {Percent(report.ExpectedHoldoutShare)} are meant (p = {report.SampleRatioP:0.####} over all phases), so those who are left differ, and what came after cannot be compared.");
        }

        if (report.Terms.Cohort.HoldoutShare <= 0 && holdout.Users == 0)
        {
            return "It says nothing: the cohort has no holdout to compare with.";
        }

        return null;
    }

    private static string Found(ArmDifference difference, ExperimentReport report)
    {
        var name = difference.Measure switch
        {
            Measure.StallsPerHour => "Stalls per hour",
            Measure.AbandonmentShare => "Abandonment",
            _ => "Return within 7 days",
        };
        if (difference.Found is not { } found)
        {
            return difference.Measure switch
            {
                Measure.StallsPerHour => Text($"{name}: too few households to compare; each arm needs {ExperimentTerms.LeastHouseholds} whose session is known."),
                Measure.AbandonmentShare => $"{name}: nothing is known of a session in one of the arms yet.",
                _ when report.Treatment.ReturnsPending + report.Holdout.ReturnsPending > 0 => $"{name}: no household in one of the arms has its 7 days behind it yet.",
                _ => $"{name}: nothing is known in one of the arms.",
            };
        }

        var limits = Text($"{Figure(difference.Measure, found.Limits.Low)} to {Figure(difference.Measure, found.Limits.High)}");
        return difference.IsShown
            ? $"{name}: {Figure(difference.Measure, Math.Abs(found.Value)).TrimStart('+')} {(found.Value < 0 ? "less" : "more")} among those who were told ({limits})."
            : $"{name}: no difference is shown ({limits}).";
    }

    private static IEnumerable<string> Remarks(ExperimentReport report)
    {
        if (report.LeftOut > 0 && report.Treatment.Users + report.Holdout.Users > 0)
        {
            yield return Text($"{report.LeftOut:N0} households are left out: the holdout share was another when they were enrolled, and their arm depends on when that was. Of the rest {Percent(report.ExpectedHoldoutShare)} should be held out.");
        }

        if (report.OffEnrolment is { } off)
        {
            yield return Text($"Of all households ever enrolled, {Percent((double)off.Holdout / (off.Holdout + off.Treatment))} are held out where {Percent(report.Terms.Cohort.HoldoutShare)} are meant (p = {off.PValue:0.####}): the share was another when some were, or the arms are not drawn as they should be.");
        }

        var (due, known) = (report.Treatment.OutcomesDue + report.Holdout.OutcomesDue, report.Treatment.OutcomesKnown + report.Holdout.OutcomesKnown);
        if (due > 0)
        {
            yield return Text($"Outcomes are known of {known:N0} of {due:N0} delivered notices that are old enough.");
        }
    }

    private static string Words(ExperimentPhase phase) => phase switch
    {
        ExperimentPhase.Enrolled => "enrolled",
        ExperimentPhase.Decided => "with a decision",
        ExperimentPhase.Delivered => "with a notice delivered, or held out of one",
        ExperimentPhase.OutcomeKnown => "whose session is known",
        _ => "whose return is known",
    };

    private static string Figure(Measure measure, double value) => measure == Measure.StallsPerHour
        ? value.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture)
        : (value * 100).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture) + " points";

    private static string Percent(double share) => Text($"{share * 100:0.##} %");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
