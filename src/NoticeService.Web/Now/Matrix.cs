using NoticeService.Domain.Networks;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Now;

namespace NoticeService.Web.Now;

/// <summary>ISPs down, paths across; in each crossing the metro that stands worst.</summary>
public sealed class Matrix
{
    /// <summary>Rows on one page; beyond that the worst are shown.</summary>
    public const int MaxRows = 60;

    public required IReadOnlyList<NetPath> Paths { get; init; }

    public required IReadOnlyList<MatrixRow> Rows { get; init; }

    /// <summary>ISPs that are known and where nobody plays, left out as long as somebody plays anywhere; by name.</summary>
    public required IReadOnlyList<string> Idle { get; init; }

    /// <summary>ISPs left out because there are more than <see cref="MaxRows"/>.</summary>
    public required int Hidden { get; init; }

    public static Matrix Of(NowSnapshot snapshot)
    {
        var cells = snapshot.Feed.Cells
            .GroupBy(state => (state.Cell.Isp, state.Cell.Path))
            .ToDictionary(group => group.Key, group => MatrixCell.Of(group));

        // A table that was reloaded may no longer name what still has cells: show it by its id rather than hide it.
        var isps = snapshot.Isps.Select(isp => isp.Id)
            .Concat(snapshot.Feed.Cells.Select(state => state.Cell.Isp)).Distinct(StringComparer.Ordinal);
        var paths = snapshot.Paths
            .Concat(snapshot.Feed.Cells.Select(state => new NetPath(state.Cell.Path, state.Cell.Path, PathKind.Transit)))
            .DistinctBy(path => path.Id).ToList();
        var names = snapshot.Isps.DistinctBy(isp => isp.Id).ToDictionary(isp => isp.Id, isp => isp.Name, StringComparer.Ordinal);

        var rows = isps
            .Select(isp => new MatrixRow(
                isp,
                names.GetValueOrDefault(isp, isp),
                [.. paths.Select(path => cells.GetValueOrDefault((isp, path.Id)))]))
            .ToList();
        var idle = cells.Count == 0 ? [] : rows.Where(row => row.Badness < 0).Select(row => row.Name).ToList();
        rows.RemoveAll(row => cells.Count > 0 && row.Badness < 0);
        var shown = rows.Count <= MaxRows
            ? rows
            : [.. rows.Index().OrderByDescending(row => row.Item.Badness).Take(MaxRows).OrderBy(row => row.Index).Select(row => row.Item)];
        return new Matrix { Paths = paths, Rows = shown, Idle = idle, Hidden = rows.Count - shown.Count };
    }
}

/// <param name="Cells">By path, in the matrix's order; null where nobody plays.</param>
public sealed record MatrixRow(string Isp, string Name, IReadOnlyList<MatrixCell?> Cells)
{
    /// <summary>Orders rows by how bad their worst cell is.</summary>
    public double Badness => Cells.Select(cell => cell is null ? -1 : MatrixCell.BadnessOf(cell.Worst)).DefaultIfEmpty(-1).Max();
}

/// <summary>One ISP over one path.</summary>
/// <param name="Worst">The metro that the crossing shows.</param>
/// <param name="Metros">All of them, the worst first.</param>
public sealed record MatrixCell(CellState Worst, IReadOnlyList<CellState> Metros)
{
    public static MatrixCell Of(IEnumerable<CellState> states)
    {
        List<CellState> metros = [.. states.OrderByDescending(BadnessOf).ThenBy(state => state.Cell.Metro, StringComparer.Ordinal)];
        return new MatrixCell(metros[0], metros);
    }

    /// <summary>Crowded above suspected above healthy above unknown; then by drop, which is at most 1.</summary>
    public static double BadnessOf(CellState state) => (2 * (int)state.Status) + (double.IsNaN(state.Drop) ? 0 : state.Drop);
}
