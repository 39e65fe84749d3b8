using System.Text.Json;
using NoticeService.Domain.Experiments;
using V1 = NoticeService.Protocol.V1;

namespace NoticeService.Operators;

/// <summary>From the domain's experiment report to its message.</summary>
internal static class ExperimentMapping
{
    public static V1.GetExperimentReportResponse Report(ExperimentReport report)
    {
        var message = new V1.GetExperimentReportResponse
        {
            Cohort = report.Terms.Cohort.Name,
            ExpectedHoldoutShare = report.ExpectedHoldoutShare,
            LeftOut = report.LeftOut,
            OffPhase = report.OffPhase is { } off ? Word(off.Phase) : "",
            Alpha = report.Terms.Alpha,
            SampleRatioAlpha = report.Terms.SampleRatioAlpha,
            AbandonWithinMs = (long)report.Terms.AbandonWithin.TotalMilliseconds,
        };
        if (report.SampleRatioP is { } p)
        {
            message.SampleRatioP = p;
        }

        message.Arms.Add(Arm("treatment", report.Treatment));
        message.Arms.Add(Arm("holdout", report.Holdout));
        message.Phases.AddRange(report.Phases.Select(Phase));
        message.Differences.AddRange(report.Differences.Select(d => new V1.ArmDifference { Measure = Word(d.Measure), Found = Measured(d.Found), IsShown = d.IsShown }));
        message.Conclusions.AddRange(ExperimentConclusion.Of(report));
        return message;
    }

    private static V1.ArmReport Arm(string name, ArmFigures figures) => new()
    {
        Arm = name,
        Users = figures.Users,
        StallsPerHour = Measured(figures.StallsPerHour),
        AbandonmentShare = Measured(figures.AbandonmentShare),
        ReturnedWithin7DaysShare = Measured(figures.ReturnedShare),
        Decided = figures.Decided,
        Delivered = figures.Delivered,
        Displayed = figures.Displayed,
        OutcomesDue = figures.OutcomesDue,
        OutcomesKnown = figures.OutcomesKnown,
        Abandoned = figures.Abandoned,
        Broken = figures.Broken,
        ReturnsKnown = figures.ReturnsKnown,
        Returned = figures.Returned,
        ReturnsPending = figures.ReturnsPending,
        WatchedHours = figures.WatchedHours,
        StarvedHours = figures.StarvedHours,
        Stalls = figures.Stalls,
    };

    private static V1.ExperimentPhase Phase(PhaseSplit split)
    {
        var phase = new V1.ExperimentPhase { Phase = Word(split.Phase), Treatment = split.Treatment, Holdout = split.Holdout };
        if (split.PValue is { } p)
        {
            phase.PValue = p;
        }

        return phase;
    }

    private static V1.MeasuredValue? Measured(Measured? found) =>
        found is { } known ? new V1.MeasuredValue { Value = known.Value, Low = known.Limits.Low, High = known.Limits.High } : null;

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
