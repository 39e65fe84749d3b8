using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Verdicts;

/// <summary>
/// What a verdict will be judged by again: all that was seen, where it held, while it stood, and for a while after. Each window is
/// laid against the calm of its own time, so that an evening that every home shows stands for nobody's drop. Not thread-safe.
/// </summary>
internal sealed class Case
{
    /// <summary>
    /// Windows from which the time in which a verdict stood speaks alone. What stood for less than two minutes is judged together
    /// with what followed: it may have been the beginning of something else.
    /// </summary>
    public const int LongEnough = 12;

    private readonly SortedSet<CellKey> ever;
    private readonly Dictionary<CalmKey, StratumCalm> calm = [];
    private IReadOnlyList<CellKey> now;
    private CaseSum standing = new();
    private CaseSum after = new();
    private bool hasStood;

    public Case(string verdictId, Term term, IEnumerable<CellKey> accused)
    {
        now = [.. accused];
        (VerdictId, Term, ever) = (verdictId, term, [.. now]);
    }

    /// <exception cref="FormatException">A blob is not what <see cref="Save"/> wrote.</exception>
    public Case(CaseState state)
        : this(state.VerdictId, state.Term, state.Ever)
    {
        (now, Quiet, Closed, hasStood) = (state.Now, state.Quiet, state.Closed, state.HasStood);
        (standing, after) = (new CaseSum(state.Standing), new CaseSum(state.After));
        foreach (var entry in state.Calm)
        {
            calm.Add(new CalmKey(entry.Cell, entry.Octave), entry.Calm);
        }
    }

    public string VerdictId { get; }

    /// <summary>Whom the verdict named.</summary>
    public Term Term { get; }

    /// <summary>The cells that it ever accused, in key order.</summary>
    public IReadOnlyCollection<CellKey> Ever => ever;

    /// <summary>Those that it accused last.</summary>
    public IReadOnlyList<CellKey> Now => now;

    /// <summary>Windows in which it stood and which are part of the case.</summary>
    public int Standing => standing.Windows;

    /// <summary>Windows after its close which are part of the case.</summary>
    public int After => after.Windows;

    /// <summary>Windows in a row in which the accused were no longer slow.</summary>
    public int Quiet { get; private set; }

    /// <summary>Windows since the verdict closed.</summary>
    public int Closed { get; private set; }

    /// <summary>By what it is judged.</summary>
    public CaseSum Sum => hasStood || Standing >= LongEnough ? standing : standing.With(after);

    /// <summary>What a stratum is compared with; all zero when that was never known.</summary>
    public StratumCalm CalmOf(CalmKey key) => calm.GetValueOrDefault(key);

    /// <summary>The verdict accuses these now.</summary>
    public void Accuse(IEnumerable<CellKey> cells)
    {
        now = [.. cells];
        ever.UnionWith(now);
    }

    /// <summary>A window in which the verdict stood.</summary>
    public void AddStanding(IEnumerable<SeenCell> window, LevelRule levels) => Add(standing, window, levels);

    /// <summary>A window after its close in which the accused were slow.</summary>
    public void AddAfter(IEnumerable<SeenCell> window, LevelRule levels) => Add(after, window, levels);

    /// <summary>Whether the accused are slow in a window.</summary>
    public void Note(bool isSlow) => Quiet = isSlow ? 0 : Quiet + 1;

    /// <summary>A window after the close.</summary>
    public void Age() => Closed++;

    /// <summary>It was judged at the end of a day and stands: the next day is judged by itself.</summary>
    public void BeginAnew()
    {
        (standing, after, hasStood) = (new CaseSum(), new CaseSum(), true);
        calm.Clear();
    }

    /// <summary>To be stored.</summary>
    public CaseState Save() => new(
        VerdictId,
        Term,
        [.. ever],
        now,
        [.. calm.OrderBy(c => c.Key).Select(c => new CalmEntry(c.Key.Cell, c.Key.Octave, c.Value))],
        standing.Save(),
        after.Save(),
        Quiet,
        Closed,
        hasStood);

    private void Add(CaseSum to, IEnumerable<SeenCell> window, LevelRule levels) =>
        to.Add(window, now.Select(c => c.Metro).ToHashSet(StringComparer.Ordinal), stratum => Higher(stratum, levels.ReferenceOf(stratum), levels));

    // By how much calm has moved since the stratum came into the case.
    private int? Higher(CalmKey stratum, in StratumCalm current, LevelRule levels)
    {
        if (!levels.IsKnown(current))
        {
            return null;
        }

        if (!calm.TryGetValue(stratum, out var first))
        {
            calm.Add(stratum, current);
            return 0;
        }

        return (int)Math.Round((first.Median - current.Median) * ShortfallHistogram.PerOctave);
    }
}
