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

    /// <summary>For example <c>Verizon crowded (Cogent -81 %)</c>.</summary>
    public string ToLine(NowView now)
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
