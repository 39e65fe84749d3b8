using System.Globalization;
using System.Text;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Lab.Suite;

/// <summary>The table of a suite, as Markdown.</summary>
internal static class SuiteReport
{
    public static string Markdown(IReadOnlyCollection<Judgement> judgements)
    {
        var text = new StringBuilder();
        text.AppendLine("| truth | worlds | right | part | abstained | missed | wrong | s to verdict, median | p95 |");
        text.AppendLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var group in judgements.GroupBy(j => Truth(j)).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var seconds = group.Where(j => j.SecondsToVerdict is not null).Select(j => j.SecondsToVerdict!.Value).Order().ToArray();
            text.AppendLine(CultureInfo.InvariantCulture, $"| {group.Key} | {group.Count()} | {Count(group, Outcome.Right)} | {Count(group, Outcome.Part)} | {Count(group, Outcome.Abstained)} | {Count(group, Outcome.Missed) + Count(group, Outcome.Quiet)} | {Count(group, Outcome.Wrong)} | {At(seconds, 0.5)} | {At(seconds, 0.95)} |");
        }

        var named = judgements.Sum(j => j.Named);
        var wrong = judgements.Sum(j => j.WrongNamed);
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{named} verdicts named somebody, {wrong} of them somebody innocent.");
        return text.ToString();
    }

    private static string Truth(Judgement judgement) => judgement.World.Fault?.Culprit.ToString().ToLowerInvariant() ?? "calm";

    private static int Count(IEnumerable<Judgement> group, Outcome finding) => group.Count(j => j.Outcome == finding);

    private static string At(double[] sorted, double quantile) =>
        sorted.Length == 0 ? "" : sorted[(int)Math.Min(sorted.Length - 1, quantile * sorted.Length)].ToString("0", CultureInfo.InvariantCulture);
}
