using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Verdicts;

/// <summary>One cell over the recent windows.</summary>
internal sealed class RecentCell
{
    private readonly List<SeenCell> windows = [];
    private readonly BottomK households = new();
    private readonly BottomK blocks = new();

    private RecentCell(CellKey key) => Key = key;

    public CellKey Key { get; }

    /// <summary>Its windows, oldest first; those in which it was not seen are left out.</summary>
    public IReadOnlyList<SeenCell> Windows => windows;

    /// <summary>The newest window's; null when it was not seen in that.</summary>
    public SeenCell? Newest { get; private set; }

    /// <summary>That of the window before the newest; null when it was not seen in that.</summary>
    public SeenCell? Prior { get; private set; }

    /// <summary>Sessions over all windows, with or without a norm.</summary>
    public long Sessions { get; private set; }

    /// <summary>Distinct households that testify.</summary>
    public long Households => households.Count;

    /// <summary>Distinct address blocks that testify.</summary>
    public long Blocks => blocks.Count;

    /// <summary>Shortfalls of all windows and servers, by octave ascending.</summary>
    public SortedList<int, ShortfallHistogram> Octaves { get; } = [];

    /// <summary>The cells of some windows, in key order.</summary>
    /// <param name="windows">Oldest first; at least one.</param>
    public static IReadOnlyCollection<RecentCell> Of(IReadOnlyCollection<IReadOnlyList<SeenCell>> windows)
    {
        var cells = new SortedDictionary<CellKey, RecentCell>();
        var left = windows.Count;
        foreach (var window in windows)
        {
            left--;
            foreach (var seen in window)
            {
                if (!cells.TryGetValue(seen.Stats.Key, out var cell))
                {
                    cells.Add(seen.Stats.Key, cell = new RecentCell(seen.Stats.Key));
                }

                cell.Add(seen, left);
            }
        }

        return cells.Values;
    }

    private void Add(SeenCell seen, int later)
    {
        windows.Add(seen);
        (Newest, Prior) = later switch
        {
            0 => (seen, Prior),
            1 => (null, seen),
            _ => ((SeenCell?)null, (SeenCell?)null),
        };
        Sessions += seen.Stats.Sessions;
        households.Merge(seen.Stats.Households);
        blocks.Merge(seen.Stats.Blocks);
        foreach (var (octave, histogram) in seen.Octaves)
        {
            if (!Octaves.TryGetValue(octave, out var sum))
            {
                Octaves.Add(octave, sum = new ShortfallHistogram());
            }

            sum.Merge(histogram);
        }
    }
}
