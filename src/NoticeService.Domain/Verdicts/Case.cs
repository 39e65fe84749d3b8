using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Verdicts;

/// <summary>
/// All that was seen while those that a verdict accuses were slow, theirs and their peers' in the same metros, summed over the
/// windows: by this the verdict is judged again when it is over. Not thread-safe.
/// </summary>
internal sealed class Case
{
    private readonly SortedSet<CellKey> accused;
    private readonly SortedDictionary<CellKey, CellStats> cells = [];
    private readonly SortedDictionary<CalmKey, StratumCalm> calm = [];
    private readonly HashSet<string> metros;

    public Case(string verdictId, Term term, IEnumerable<CellKey> accused)
    {
        (VerdictId, Term, this.accused) = (verdictId, term, [.. accused]);
        metros = [.. this.accused.Select(c => c.Metro)];
    }

    /// <exception cref="FormatException">The blob is not what <see cref="Save"/> wrote.</exception>
    public Case(CaseState state)
        : this(state.VerdictId, state.Term, state.Accused)
    {
        (Windows, Quiet, Closed) = (state.Windows, state.Quiet, state.Closed);
        foreach (var cell in CellBlob.Decode(state.Cells).Cells)
        {
            cells.Add(cell.Key, cell);
        }

        foreach (var entry in state.Calm)
        {
            calm.Add(new CalmKey(entry.Cell, entry.Octave), entry.Calm);
        }
    }

    public string VerdictId { get; }

    /// <summary>Whom the verdict named.</summary>
    public Term Term { get; }

    /// <summary>The cells that it ever accused, in key order.</summary>
    public IReadOnlyCollection<CellKey> Accused => accused;

    /// <summary>What was seen, in key order.</summary>
    public IReadOnlyCollection<CellStats> Cells => cells.Values;

    /// <summary>Over how many windows.</summary>
    public int Windows { get; private set; }

    /// <summary>Windows in a row in which the accused were no longer slow.</summary>
    public int Quiet { get; private set; }

    /// <summary>Windows since the verdict closed.</summary>
    public int Closed { get; private set; }

    /// <summary>What a stratum is compared with: as it was when it came into the case, since calm moves on.</summary>
    public StratumCalm CalmOf(CalmKey key) => calm.GetValueOrDefault(key);

    /// <summary>The verdict accuses these now.</summary>
    public void Accuse(IEnumerable<CellKey> now)
    {
        foreach (var cell in now)
        {
            accused.Add(cell);
            metros.Add(cell.Metro);
        }
    }

    /// <summary>A window in which the accused were slow.</summary>
    public void Add(IEnumerable<SeenCell> window, LevelRule levels)
    {
        (Windows, Quiet) = (Windows + 1, 0);
        foreach (var seen in window)
        {
            var key = seen.Stats.Key;
            if (!metros.Contains(key.Metro))
            {
                continue;
            }

            if (!cells.TryGetValue(key, out var sum))
            {
                cells.Add(key, sum = new CellStats(key));
            }

            sum.Merge(seen.Stats);
            foreach (var stratum in seen.Octaves.Keys.Select(octave => new CalmKey(key, octave)).Where(s => !calm.ContainsKey(s)))
            {
                calm.Add(stratum, levels.ReferenceOf(stratum));
            }
        }
    }

    /// <summary>A window in which they were not.</summary>
    public void Rest() => Quiet++;

    /// <summary>A window after the close.</summary>
    public void Age() => Closed++;

    /// <summary>To be stored.</summary>
    public CaseState Save() => new(
        VerdictId,
        Term,
        [.. accused],
        [.. calm.Select(c => new CalmEntry(c.Key.Cell, c.Key.Octave, c.Value))],
        CellBlob.Encode(default, [.. cells.Values]),
        Windows,
        Quiet,
        Closed);
}
