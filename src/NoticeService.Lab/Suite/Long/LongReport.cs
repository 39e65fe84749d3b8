using System.Globalization;
using System.Text;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Lab.Suite.Long;

/// <summary>False alarms of days without a fault, as Markdown.</summary>
internal static class LongReport
{
    public static string Markdown(SuiteSeeds seeds, IReadOnlyList<LongResult> results)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{results.Count} worlds without a fault, {seeds}; {results.Sum(r => r.IspDays):0} ISP-days. Upper limits are exact, one-sided, of 95 %.");
        text.AppendLine();
        text.AppendLine("| what | worlds | ISP-days | a company named | per 1,000 ISP-days | at most | we named | undetermined |");
        text.AppendLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var group in results.GroupBy(r => r.Plan.Confounder).OrderBy(g => g.Key))
        {
            Row(text, group.Key.ToString(), [.. group]);
        }

        Row(text, "all", results);
        var rate = Alarms(results);
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"False alarms (a company, or we, named): {rate.Events}, {rate.PerThousand:0.00} per 1,000 ISP-days, at most {rate.AtMost:0.00}; target at most 1: {(rate.AtMost <= 1 ? "met" : "**not met**")}.");
        return text.ToString();
    }

    /// <summary>Each alarm with its reason.</summary>
    public static string Explain(IReadOnlyList<LongResult> results)
    {
        var text = new StringBuilder();
        foreach (var result in results)
        {
            foreach (var verdict in result.Alarms.Where(v => v.Culprit != Culprit.Undetermined))
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"seed {result.Plan.Seed}, {result.Plan.Confounder}: {verdict.Id}: {verdict.Reason}");
            }
        }

        return text.ToString();
    }

    /// <summary>Verdicts that name a company or us without cause.</summary>
    public static Rate Alarms(IReadOnlyCollection<LongResult> results) => new(results.Sum(r => r.Blames + r.Service), results.Sum(r => r.IspDays));

    private static void Row(StringBuilder text, string name, IReadOnlyCollection<LongResult> results)
    {
        var rate = new Rate(results.Sum(r => r.Blames), results.Sum(r => r.IspDays));
        text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {results.Count} | {rate.IspDays:0} | {rate.Events} | {rate.PerThousand:0.0} | {rate.AtMost:0.0} | {results.Sum(r => r.Service)} | {results.Sum(r => r.Undetermined)} |");
    }
}
