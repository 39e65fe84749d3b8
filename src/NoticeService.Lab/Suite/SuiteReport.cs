using System.Globalization;
using System.Text;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Lab.Suite;

/// <summary>The tables of a suite, as Markdown.</summary>
internal static class SuiteReport
{
    public static string Markdown(IReadOnlyCollection<SuiteResult> results)
    {
        var text = new StringBuilder();
        text.AppendLine("| truth | faults | right | as shown | part | undetermined | nothing | wrong | s to verdict, median | p95 |");
        text.AppendLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var group in results.SelectMany(r => r.Engine.Faults).GroupBy(f => f.Fault.Kind).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var seconds = group.Where(f => f.SecondsToVerdict is not null).Select(f => f.SecondsToVerdict!.Value).Order().ToArray();
            text.AppendLine(CultureInfo.InvariantCulture, $"| {group.Key} | {group.Count()} | {Count(group, Outcome.Right)} | {Count(group, Outcome.AsShown)} | {Count(group, Outcome.Part)} | {Count(group, Outcome.Undetermined)} | {Count(group, Outcome.Nothing)} | {Count(group, Outcome.Wrong)} | {At(seconds, 0.5)} | {At(seconds, 0.95)} |");
        }

        var verdicts = results.SelectMany(r => r.Engine.Verdicts).ToList();
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{verdicts.Count(v => v.Said.Culprit != Culprit.Undetermined)} verdicts named somebody, {verdicts.Count(v => v.BlamesInnocent)} of them somebody innocent.");
        return text.ToString();
    }

    private static int Count(IEnumerable<JudgedFault> group, Outcome outcome) => group.Count(j => j.Outcome == outcome);

    private static string At(double[] sorted, double quantile) =>
        sorted.Length == 0 ? "" : sorted[(int)Math.Min(sorted.Length - 1, quantile * sorted.Length)].ToString("0", CultureInfo.InvariantCulture);
}
