using System.Globalization;
using System.Text;

namespace NoticeService.Domain.Verdicts;

/// <summary>Says a verdict in plain words, with the figures that carry it.</summary>
internal static class VerdictReason
{
    public static string Of(PooledFinding finding, VerdictState state, double lnM)
    {
        var text = new StringBuilder();
        var accused = finding.Accused;
        text.Append(CultureInfo.InvariantCulture, $"{Subject(finding)} lost {Percent(accused.Lost)} of throughput against calm, ");
        text.Append(CultureInfo.InvariantCulture, $"seen by {finding.Households} households ({Percent(accused.Share)} degraded; {Percent(accused.CalmShare)} in calm).");

        // Two contrasts may have the same peers: what over other paths is well exonerates the ISP and its servers alike.
        foreach (var contrast in finding.Contrasts.DistinctBy(c => c.Rival).OrderByDescending(c => c.Peers.LostAtMost).Take(3))
        {
            text.Append(contrast.Peers.Households == 0
                ? $" Nothing is known of {contrast.Rival}."
                : string.Create(CultureInfo.InvariantCulture, $" At the same time {contrast.Rival} lost {Percent(contrast.Peers.Lost)} (at most {Percent(contrast.Peers.LostAtMost)})."));
        }

        text.Append(Conclusion(finding));
        text.Append(state == VerdictState.Open
            ? string.Create(CultureInfo.InvariantCulture, $" ln M = {lnM:0.0}.")
            : string.Create(CultureInfo.InvariantCulture, $" Not yet certain: ln M = {Math.Max(0, lnM):0.0}."));
        return text.ToString();
    }

    private static string Subject(PooledFinding finding) => finding.Term switch
    {
        { Isp: { } isp, Path: { } path } => $"{isp} over {path}{In(finding)}",
        { Isp: { } isp } => $"{isp} over {JoinPaths(finding)}{In(finding)}",
        { Path: { } path } => $"{path} towards {JoinIsps(finding)}{In(finding)}",
        _ => $"Everything{In(finding)}",
    };

    private static string Conclusion(PooledFinding finding) => finding.Doubt switch
    {
        Doubt.Insufficient => " Too few households elsewhere to exclude another cause, so nobody is named.",
        Doubt.Ambiguous => " There is nothing to compare with, so two causes fit alike and nobody is named.",
        Doubt.Mixed => " The comparison is slow too, so nobody is named.",
        _ => finding.Term.Culprit switch
        {
            Culprit.Isp => " The paths carry others well, so it is the ISP's own network.",
            Culprit.Path => " Its ISPs are well over other paths, so it is the transit.",
            Culprit.Interconnect => " Each is well without the other, so it is where they meet.",
            _ => " All that these have in common is us.",
        },
    };

    private static string In(PooledFinding finding) => finding.Metros.Count == 0 ? "" : $" in {string.Join(", ", finding.Metros)}";

    private static string JoinPaths(PooledFinding finding) =>
        string.Join(", ", finding.Cells.Select(c => c.Key.Path).Distinct().Order(StringComparer.Ordinal));

    private static string JoinIsps(PooledFinding finding) =>
        string.Join(", ", finding.Cells.Select(c => c.Key.Isp).Distinct().Order(StringComparer.Ordinal));

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0} %");
}
