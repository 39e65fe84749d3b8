using System.Globalization;

namespace NoticeService.Lab.Demo;

/// <summary>One ISP in a word, and where it is low.</summary>
/// <param name="State"><c>healthy</c>, <c>suspected</c>, <c>crowded</c> or <c>unknown</c>: the worst of its cells.</param>
/// <param name="DropByPath">Fraction lost per path id, weighted by sessions; null when unknown.</param>
internal sealed record IspState(string Id, string Name, string State, long Sessions, IReadOnlyDictionary<string, double?> DropByPath)
{
    private static readonly string[] Worst = ["unknown", "healthy", "suspected", "crowded"];

    public static IReadOnlyList<IspState> Of(NowView now) =>
        now.Cells.GroupBy(cell => cell.Isp).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new IspState(
            group.Key,
            now.IspName(group.Key),
            group.Select(cell => cell.Status.ToLowerInvariant()).MaxBy(state => Array.IndexOf(Worst, state))!,
            group.Sum(cell => cell.Sessions),
            group.GroupBy(cell => cell.Path).ToDictionary(path => path.Key, Drop))).ToList();

    /// <summary>Those that are not well, and how many of the others: <c>Verizon crowded (Cogent -81 %); 6 healthy</c>.</summary>
    public static string Summary(NowView now)
    {
        var all = Of(now);
        var bad = all.Where(isp => isp.IsBad).Select(isp => isp.ToLine(now));
        var others = all.Where(isp => !isp.IsBad).GroupBy(isp => isp.State)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => string.Create(CultureInfo.InvariantCulture, $"{(group.Count() == all.Count ? "all " : "")}{group.Count()} {group.Key}"));
        return string.Join("; ", bad.Concat(others));
    }

    private bool IsBad => State is "suspected" or "crowded";

    private string ToLine(NowView now)
    {
        var low = DropByPath.Where(pair => pair.Value >= 0.25)
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{now.PathName(pair.Key)} -{pair.Value!.Value.ToString("P0", CultureInfo.InvariantCulture)}")
            .ToList();
        return low.Count == 0 ? $"{Name} {State}" : $"{Name} {State} ({string.Join(", ", low)})";
    }

    private static double? Drop(IEnumerable<CellView> cells)
    {
        double sum = 0, weight = 0;
        foreach (var cell in cells)
        {
            if (cell.Drop is { } drop)
            {
                sum += drop * cell.Sessions;
                weight += cell.Sessions;
            }
        }

        return weight > 0 ? sum / weight : null;
    }
}
