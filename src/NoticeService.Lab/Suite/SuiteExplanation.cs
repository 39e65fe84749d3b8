using System.Globalization;
using System.Text;

namespace NoticeService.Lab.Suite;

/// <summary>One world, its truth and what was said of it, in words.</summary>
internal static class SuiteExplanation
{
    public static string Of(SuiteResult result)
    {
        var world = result.Engine.World;
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"seed {world.Seed}: ISPs of {string.Join(", ", world.SessionsOfIsp)}; {world.Network.Paths.Count} paths, {world.Network.Metros.Count} metros; {world.LeadSeconds} s of calm, {world.Seconds} s in all; {world.Confounder}");
        foreach (var fault in result.Engine.Faults)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {fault.Fault.Kind}{(fault.Fault.IsNameable ? "" : " (not to be named)")}: {string.Join(", ", fault.Fault.Links)}, {Course(fault.Fault.Course)}; {fault.Truth.Testifying} of {fault.Truth.Crossing} homes lost {fault.Truth.Lost:P0}");
            text.AppendLine(CultureInfo.InvariantCulture, $"    {fault.Outcome}{Words(fault)}");
        }

        foreach (var verdict in result.Engine.Verdicts)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"    {verdict.Outcome}: at {(verdict.Verdict.Opening.OpenedMs - SuiteRunner.StartMs) / 1000} s {Words(verdict.Said)}: {verdict.Verdict.Opening.Reason}");
            if (verdict.Verdict.RetractedMs is { } retractedMs)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"      retracted at {(retractedMs - SuiteRunner.StartMs) / 1000} s: {verdict.Verdict.Retraction}");
            }
        }

        return text.ToString();
    }

    private static string Course(FaultCourse course) => string.Create(
        CultureInfo.InvariantCulture,
        $"from {course.FromS:0} s, full {course.RampS:0} s later, to {course.ToS:0} s{(course.FlapS > 0 ? string.Create(CultureInfo.InvariantCulture, $", flapping every {course.FlapS:0} s") : "")}");

    private static string Words(JudgedFault fault) => fault.SecondsToVerdict is { } seconds
        ? string.Create(CultureInfo.InvariantCulture, $" after {seconds:0} s{(fault.SecondsToClose is { } close ? string.Create(CultureInfo.InvariantCulture, $", closed {close:0} s after its end") : "")}")
        : "";

    private static string Words(in Statement said) => string.Join(' ', new[] { said.Culprit.ToString().ToLowerInvariant(), said.Isp, said.Path }.OfType<string>());
}
