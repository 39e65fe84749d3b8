using System.CommandLine;
using System.Globalization;
using NoticeService.Protocol.V1;

namespace NoticeService.Commands.Remote;

/// <summary><c>ctl experiment</c>: what came after the notices, against the holdout.</summary>
internal static class ExperimentCommand
{
    private const string About = """
        Compares those of a cohort who were told with those who were held out: stalls, abandonment, return within 7 days.

        Counted are notices that were handed to a player and held-out ones that would have been. The limits hold however often one looks. Where the
        arms are not split as they should be, what came after cannot be compared: exit code 3. Roles viewer, operator and legal.
        """;

    // It reads every record of the time asked for.
    private const int LongEnough = 600;

    private static readonly (string Title, Func<ArmReport, string> Text)[] Figures =
    [
        ("households", a => Show.Number(a.Users)),
        ("notices decided", a => Show.Number(a.Decided)),
        ("delivered", a => Show.Number(a.Delivered)),
        ("on screen", a => a.Arm == "treatment" ? Show.Number(a.Displayed) : ""),
        ("outcome known, of those due", a => $"{Show.Number(a.OutcomesKnown)} of {Show.Number(a.OutcomesDue)}"),
        ("abandoned", a => Show.Number(a.Abandoned)),
        ("broken off", a => Show.Number(a.Broken)),
        ("returned, of those known", a => $"{Show.Number(a.Returned)} of {Show.Number(a.ReturnsKnown)}"),
        ("return not due yet", a => Show.Number(a.ReturnsPending)),
        ("hours watched", a => Hours(a.WatchedHours)),
        ("hours starved", a => Hours(a.StarvedHours)),
        ("stalls", a => Show.Number(a.Stalls)),
        ("stalls per hour", a => Limits(a.StallsPerHour, v => v.ToString("0.00", CultureInfo.InvariantCulture))),
        ("abandonment", a => Limits(a.AbandonmentShare, Show.Percent)),
        ("return within 7 days", a => Limits(a.ReturnedWithin7DaysShare, Show.Percent)),
    ];

    private static readonly Column<ExperimentPhase>[] Phases =
    [
        new("households", p => p.Phase.Replace('_', ' ')),
        new("treatment", p => Show.Number(p.Treatment), IsNumber: true),
        new("holdout", p => Show.Number(p.Holdout), IsNumber: true),
        new("held out", p => p.Treatment + p.Holdout == 0 ? "" : Show.Percent((double)p.Holdout / (p.Treatment + p.Holdout)), IsNumber: true),
        new("p", p => p.HasPValue ? p.PValue.ToString("0.####", CultureInfo.InvariantCulture) : "", IsNumber: true),
    ];

    public static Command Create()
    {
        var cohort = new Argument<string>("COHORT") { Description = "Its name, from ctl cohorts." };
        var from = TimeOption.Create("--from", "Notices decided at this time or later");
        var to = TimeOption.Create("--to", "Decided before");
        var json = new Option<bool>("--json") { Description = "For scripts: one object with the fields of GetExperimentReportResponse in the protos." };
        var command = new Command("experiment", About) { cohort, from, to, json };
        return RemoteCommand.Runs(command, async (service, arguments, cancellationToken) =>
        {
            var request = new GetExperimentReportRequest
            {
                Cohort = arguments.GetValue(cohort)!,
                FromMs = TimeOption.Value(arguments, from),
                ToMs = TimeOption.Value(arguments, to),
            };
            var report = await service.Operators.GetExperimentReportAsync(request, service.Call(cancellationToken));
            if (arguments.GetValue(json))
            {
                Console.WriteLine(MessageJson.Of(report));
            }
            else
            {
                Tell(report);
            }

            return report.OffPhase.Length == 0 ? ExitCodes.Done : ExitCodes.NotWhole;
        }, LongEnough);
    }

    private static void Tell(GetExperimentReportResponse report)
    {
        foreach (var conclusion in report.Conclusions)
        {
            Console.WriteLine(PlainText.Of(conclusion));
        }

        TextTable.Write(
            Figures,
            [new("", f => f.Title), .. report.Arms.Select(arm => new Column<(string Title, Func<ArmReport, string> Text)>(arm.Arm, f => f.Text(arm), IsNumber: true))]);
        TextTable.Write(report.Phases, Phases);
    }

    private static string Hours(double hours) => hours.ToString("N1", CultureInfo.InvariantCulture);

    private static string Limits(MeasuredValue? found, Func<double, string> show) => found is null ? "" : $"{show(found.Value)} ({show(found.Low)} to {show(found.High)})";
}
