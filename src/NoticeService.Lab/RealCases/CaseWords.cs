using System.Globalization;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Lab.RealCases;

/// <summary>How the page says things.</summary>
internal static class CaseWords
{
    public static string InWords(RealCase source, IEnumerable<Verdict> open) => InWords([.. open.Select(v => new Named(
        v.Culprit,
        source.Cells.Select(c => c.Isp).FirstOrDefault(n => CaseAdapter.IdOf(n) == v.Isp),
        source.Cells.Select(c => c.Path).FirstOrDefault(n => CaseAdapter.IdOf(n) == v.Path)))]);

    // Pairs of one path together: "interconnect Cogent with Comcast, Verizon".
    public static string InWords(IReadOnlyList<Named>? named) => named switch
    {
        null => "",
        { Count: 0 } => "nothing",
        _ => string.Join(
            "; ",
            named.GroupBy(n => (n.Culprit, n.Path))
                .Select(g => InWords(g.Key.Culprit, g.Key.Path, [.. g.Select(n => n.Isp).OfType<string>()]))
                .Order(StringComparer.Ordinal)),
    };

    private static string InWords(Culprit culprit, string? path, IReadOnlyList<string> isps) =>
        string.Join(
            ' ',
            new[] { culprit.ToString().ToLowerInvariant(), path, path is null || isps.Count == 0 ? null : "with", string.Join(", ", isps.Order(StringComparer.Ordinal)) }
                .Where(part => !string.IsNullOrEmpty(part)));

    public static string InWords(PublishedFinding? finding) =>
        finding is null ? "" : finding.IsDegraded ? $"degraded: {finding.Bottleneck}" : "ok";

    public static string InWords(Standing standing) => standing == Standing.Unjudged ? "" : standing.ToString().ToLowerInvariant();

    public static string Mbps(double value) => value.ToString(value < 3 ? "0.00" : "0.0", CultureInfo.InvariantCulture);

    public static string Span(string months) => months[..7] == months[^7..] ? months[..7] : months;

    public static string Hours((int From, int To) hours) => string.Create(CultureInfo.InvariantCulture, $"{hours.From:00}:00 to {hours.To + 1:00}:00");
}
