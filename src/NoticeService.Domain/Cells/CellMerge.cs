namespace NoticeService.Domain.Cells;

/// <summary>Sums cells of several pods, or of several windows.</summary>
public static class CellMerge
{
    /// <summary>One fresh cell per key, in key order; the inputs are left as they are. Commutative and associative.</summary>
    public static IReadOnlyList<CellStats> Merge(IEnumerable<IReadOnlyList<CellStats>> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var cells = new SortedDictionary<CellKey, CellStats>();
        foreach (var part in parts)
        {
            foreach (var cell in part)
            {
                if (!cells.TryGetValue(cell.Key, out var sum))
                {
                    cells.Add(cell.Key, sum = new CellStats(cell.Key));
                }

                sum.Merge(cell);
            }
        }

        return [.. cells.Values];
    }
}
