using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Verdicts;

/// <summary>What cells showed over some windows, each window laid against the calm of its own time. Not thread-safe.</summary>
internal sealed class CaseSum
{
    private readonly SortedDictionary<CellKey, CellStats> cells = [];

    public CaseSum()
    {
    }

    /// <exception cref="FormatException">The blob is not what <see cref="Save"/> wrote.</exception>
    public CaseSum(CaseSumState state)
    {
        Windows = state.Windows;
        foreach (var cell in CellBlob.Decode(state.Cells).Cells)
        {
            cells.Add(cell.Key, cell);
        }
    }

    /// <summary>In key order.</summary>
    public IReadOnlyCollection<CellStats> Cells => cells.Values;

    /// <summary>Over how many windows.</summary>
    public int Windows { get; private set; }

    /// <summary>One window more.</summary>
    /// <param name="window">All cells of it.</param>
    /// <param name="metros">Where it counts: in which the verdict holds.</param>
    /// <param name="higher">How many bins higher a stratum must be laid; null leaves it out.</param>
    public void Add(IEnumerable<SeenCell> window, HashSet<string> metros, Func<CalmKey, int?> higher)
    {
        Windows++;
        foreach (var seen in window.Where(c => metros.Contains(c.Stats.Key.Metro)))
        {
            var key = seen.Stats.Key;
            if (!cells.TryGetValue(key, out var sum))
            {
                cells.Add(key, sum = new CellStats(key));
            }

            sum.CountSessions(seen.Stats.Sessions, seen.Stats.WithoutNorm, seen.Stats.Starved);
            sum.Households.Merge(seen.Stats.Households);
            sum.Blocks.Merge(seen.Stats.Blocks);
            foreach (var (stratum, histogram) in seen.Stats.Strata)
            {
                if (higher(new CalmKey(key, stratum.Octave)) is { } bins)
                {
                    sum.Stratum(stratum).Merge(histogram, bins);
                }
            }
        }
    }

    /// <summary>Both as one.</summary>
    public CaseSum With(CaseSum other)
    {
        var both = new CaseSum { Windows = Windows + other.Windows };
        foreach (var cell in CellMerge.Merge([[.. cells.Values], [.. other.cells.Values]]))
        {
            both.cells.Add(cell.Key, cell);
        }

        return both;
    }

    /// <summary>To be stored.</summary>
    public CaseSumState Save() => new(CellBlob.Encode(default, [.. cells.Values]), Windows);
}
