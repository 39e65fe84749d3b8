using System.Globalization;
using System.Text;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Networks;

namespace NoticeService.Domain.Verdicts;

/// <summary>Says a verdict in plain words, with the figures that carry it.</summary>
internal static class VerdictReason
{
    /// <param name="finding">What was found in the newest window.</param>
    /// <param name="state">Whether it is certain.</param>
    /// <param name="lnM">The evidence.</param>
    /// <param name="names">By which ISPs and paths are known; an id that is not there stands for itself.</param>
    public static string Of(Finding finding, VerdictState state, double lnM, NetworkTable names)
    {
        var text = new StringBuilder();
        var accused = finding.Accused;
        text.Append(CultureInfo.InvariantCulture, $"{Subject(finding, names)} lost {Percent(accused.Lost)} of throughput against calm, ");
        text.Append(CultureInfo.InvariantCulture, $"seen by {finding.Households} households ({Percent(accused.Share)} degraded; {Percent(accused.CalmShare)} in calm).");

        if (finding.Cells.Any(c => c.IsByLevel))
        {
            text.Append(" It was never better while it is remembered, so calm is what its peers have.");
        }

        // Each metro has its own contrasts: the one that exonerates least speaks for all.
        foreach (var contrast in finding.Contrasts.OrderByDescending(c => c.Peers.LostAtMost).DistinctBy(c => c.Rival).Take(3))
        {
            var rival = InWords(contrast.Rival, names);
            text.Append(contrast.Peers.Households == 0
                ? $" Nothing is known of {rival}."
                : string.Create(CultureInfo.InvariantCulture, $" At the same time {rival} lost {Percent(contrast.Peers.Lost)} (at most {Percent(contrast.Peers.LostAtMost)})."));
        }

        text.Append(Conclusion(finding));
        if (finding.Doubt == Doubt.None)
        {
            text.Append(CultureInfo.InvariantCulture, $" {finding.PoisoningMargin.Households:0} of the {finding.PoisoningMargin.NamingSet:0} households heard in a window would have to lie together to turn this.");
        }

        var odds = lnM > 0 ? string.Create(CultureInfo.InvariantCulture, $"odds against chance e^{lnM:0.0} to 1") : "no better than chance";
        text.Append(state == VerdictState.Open ? $" Certainty: {odds}." : $" Not yet certain: {odds}.");
        return text.ToString();
    }

    /// <summary>Why a verdict was found wrong.</summary>
    /// <param name="about">By what it was judged again.</param>
    /// <param name="why">What came out.</param>
    /// <param name="names">By which ISPs and paths are known.</param>
    public static string Of(Case about, Overturned why, NetworkTable names)
    {
        var later = about.Sum.Windows > about.Standing ? string.Create(CultureInfo.InvariantCulture, $" and {about.After} after it") : "";
        var lasted = string.Create(CultureInfo.InvariantCulture, $"Judged again by {about.Standing} windows in which it stood{later}:");
        if (why.Mixed is { } mixed)
        {
            var worst = mixed.Contrasts.Where(c => c.Peers.Households > 0 && !c.Excludes(mixed.Accused)).MaxBy(c => c.Peers.Lost);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{lasted} {Subject(mixed, names)} lost {Percent(mixed.Accused.Lost)}, but {InWords(worst.Rival, names)} lost {Percent(worst.Peers.Lost)} too (at most {Percent(worst.Peers.LostAtMost)}), which is not excluded as the cause.");
        }

        return why.Instead is { } other
            ? string.Create(CultureInfo.InvariantCulture, $"{lasted} {Subject(other, names)} lost {Percent(other.Accused.Lost)}, and that explains it.{Conclusion(other)}")
            : $"{lasted} those it accuses lost next to nothing.";
    }

    private static string Subject(Finding finding, NetworkTable names) => finding.Term switch
    {
        { Isp: { } isp, Path: { } path } => $"{Isp(isp, names)} over {Path(path, names)}{In(finding)}",
        { Isp: { } isp } => $"{Isp(isp, names)} over {Join(finding, c => c.Path, path => Path(path, names))}{In(finding)}",
        { Path: { } path } => $"{Path(path, names)} towards {Join(finding, c => c.Isp, isp => Isp(isp, names))}{In(finding)}",
        _ => $"Everything{In(finding)}",
    };

    private static string InWords(Rival rival, NetworkTable names) => rival switch
    {
        { Isp: { } isp } => $"{Isp(isp, names)} over other paths",
        { Path: { } path } => $"the other ISPs over {Path(path, names)}",
        _ => "the rest",
    };

    private static string Isp(string id, NetworkTable names) => names.FindIsp(id)?.Name ?? id;

    private static string Path(string id, NetworkTable names) => names.FindPath(id)?.Name ?? id;

    private static string Join(Finding finding, Func<CellKey, string> id, Func<string, string> name) =>
        string.Join(", ", finding.Cells.Select(c => id(c.Key)).Distinct().Order(StringComparer.Ordinal).Select(name));

    private static string Conclusion(Finding finding) => finding.Doubt switch
    {
        Doubt.Insufficient when finding.Term.Culprit == Culprit.Service => " Too few households to speak for everybody, so nobody is named.",
        Doubt.Insufficient => " Too few households elsewhere to exclude another cause, so nobody is named.",
        Doubt.Ambiguous => " There is nothing to compare with, so two causes fit alike and nobody is named.",
        Doubt.Mixed => " The comparison is slow too, so nobody is named.",
        Doubt.Thin => " So few of its households show it that a handful of liars could, so nobody is named.",
        _ => finding.Term.Culprit switch
        {
            Culprit.Isp => " The paths carry others well, so it is the ISP's own network.",
            Culprit.Path => " Its ISPs are well over other paths, so it is the transit.",
            Culprit.Interconnect => " Each is well without the other, so it is where they meet.",
            _ => " All that these have in common is us.",
        },
    };

    private static string In(Finding finding) => finding.Metros.Count == 0 ? "" : $" in {string.Join(", ", finding.Metros)}";

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0} %");
}
