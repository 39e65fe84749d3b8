using NoticeService.Domain.Cells;
using NoticeService.Domain.Evidence;
using NoticeService.Domain.Networks;

namespace NoticeService.Domain.Verdicts;

/// <summary>
/// Works out the culprit, window by window: read each cell against its own calm, explain the low ones with the fewest
/// terms, metro by metro, weigh the evidence, open and close verdicts. Pure: the same windows in the same order give the
/// same verdicts, bit for bit, live or in replay. Not thread-safe.
/// </summary>
public sealed class VerdictEngine
{
    private readonly VerdictSettings settings;
    private readonly string fingerprint;
    private readonly CalmMemory calm;
    private readonly LevelRule levels;
    private readonly CellReader reader;
    private readonly Company company;
    private readonly VerdictLifecycle lifecycle;
    private readonly CaseBook cases;
    private readonly Queue<SeenCell[]> recent = new();
    private Window window;
    private IReadOnlyList<CellState> states = [];

    // What the cells around open verdicts were compared with in the last window, before that taught anything.
    private Dictionary<CalmKey, StratumCalm> compared = [];

    /// <param name="settings">Thresholds.</param>
    /// <param name="state">Where another leader stopped; null to begin.</param>
    /// <exception cref="ArgumentException">The state is of another version.</exception>
    public VerdictEngine(VerdictSettings settings, EngineState? state = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        this.settings = settings;
        fingerprint = VerdictFingerprint.Of(settings);
        calm = new CalmMemory(settings);
        levels = new LevelRule(settings, calm);
        reader = new CellReader(settings, levels);
        company = new Company(settings);
        lifecycle = new VerdictLifecycle(settings);
        cases = new CaseBook(settings, lifecycle, levels);
        if (state is not null)
        {
            Restore(state);
        }
    }

    /// <summary>The last window evaluated; 0 before the first.</summary>
    public Window Window => window;

    /// <summary>By which ISPs and paths are known, for the reasons; without it, ids stand for themselves.</summary>
    public NetworkTable Names
    {
        get => lifecycle.Names;
        set => lifecycle.Names = value;
    }

    /// <summary>Where calm came from when it was not live traffic; stays with the state.</summary>
    public string? CalmOrigin { get; set; }

    /// <summary>Evaluates the next window. Windows must come in order; one may be missing.</summary>
    /// <param name="next">Later than the last.</param>
    /// <param name="cells">Merged over pods, one per key, in key order.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window is not later than the last.</exception>
    public void Evaluate(Window next, IReadOnlyList<CellStats> cells)
    {
        var last = window;
        var seen = Advance(next, cells);
        var readings = company.Join(RecentCell.Of(recent).Select(reader.Read));
        lifecycle.Observe(next, Attribution.Explain(settings, readings.Values), readings);
        cases.Observe(next, last, recent, readings);
        states = [.. readings.Values.OrderBy(r => r.Key).Select(StateOf)];
        compared = Compared();
        Learn(seen, readings);
        levels.CalmChanged();
    }

    /// <summary>Learns a window that is known to be calm, and judges nothing: a labelled history.</summary>
    public void LearnCalm(Window next, IReadOnlyList<CellStats> cells)
    {
        foreach (var cell in Advance(next, cells))
        {
            calm.Give(cell);
        }

        levels.CalmChanged();
    }

    /// <summary>Takes a window into the recent ones without judging it: what a new leader rereads.</summary>
    public void Remember(IReadOnlyList<CellStats> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        Remember([.. cells.Select(c => new SeenCell(c))]);
    }

    /// <summary>What the leader tells the pods. Epoch and sequence are the publisher's to fill.</summary>
    public VerdictFeed Feed() => new()
    {
        Window = window,
        CalmOrigin = CalmOrigin,
        Fingerprint = fingerprint,
        Home = settings.Home,
        Verdicts = [.. lifecycle.Tracks.Select(t => t.Verdict).Concat(lifecycle.Closed).OrderBy(v => v.OnsetMs).ThenBy(v => v.Id, StringComparer.Ordinal)],
        Cells = states,
        Calm = [.. calm.Strata.Where(s => s.Value.IsKnown(settings)).OrderBy(s => s.Key).Select(s => new CalmLevel(s.Key.Cell, s.Key.Octave, levels.ReferenceOf(s.Key).Median))],
    };

    /// <summary>
    /// All that an open verdict follows from in the last window evaluated; null when it names nobody, is not open, or does not follow
    /// from that window: it was not found in it, or with a doubt that a verdict which stands bears for a while.
    /// </summary>
    public EvidencePack? PackOf(string verdictId)
    {
        var track = lifecycle.Tracks.FirstOrDefault(t => t.Verdict.Id == verdictId && VerdictLifecycle.IsNamed(t) && t.Found > 0 && t.Missing == 0 && t.Doubt == Doubt.None);
        if (track is null)
        {
            return null;
        }

        var isps = IspsIn(track.Verdict.Metros.ToHashSet(StringComparer.Ordinal));
        CellStats[] cells = [.. CellMerge.Merge(recent.Select(w => w.Select(c => c.Stats).ToArray())).Where(c => isps.Contains(c.Key.Isp))];
        return new EvidencePack
        {
            Version = EvidencePack.CurrentVersion,
            AtMs = window.EndMs,
            Windows = settings.RecentWindows,
            Verdict = track.Verdict,
            Settings = settings,
            Cells = [.. cells.Select(PackedCell.Of)],
            Calm = [.. compared.Where(c => isps.Contains(c.Key.Cell.Isp)).OrderBy(c => c.Key).Select(c => new CalmEntry(c.Key.Cell, c.Key.Octave, c.Value))],
            Weighings = track.Weighings,
        };
    }

    /// <summary>All that a new leader needs.</summary>
    public EngineState Save() => new()
    {
        Window = window,
        CalmOrigin = CalmOrigin,
        Calm = [.. calm.Strata.OrderBy(s => s.Key).Select(s => new CalmEntry(s.Key.Cell, s.Key.Octave, s.Value))],
        Tracks = [.. lifecycle.Tracks],
        Closed = lifecycle.Closed,
        Cases = cases.Save(),
    };

    private void Restore(EngineState state)
    {
        if (state.Version != EngineState.CurrentVersion)
        {
            throw new ArgumentException($"The engine's state has version {state.Version}; this build reads {EngineState.CurrentVersion}.", nameof(state));
        }

        window = state.Window;
        CalmOrigin = state.CalmOrigin;
        lifecycle.Restore(state);
        cases.Restore(state.Cases);
        foreach (var entry in state.Calm)
        {
            calm.Restore(new CalmKey(entry.Cell, entry.Octave), entry.Calm);
        }

        levels.CalmChanged();
    }

    private void Remember(SeenCell[] cells)
    {
        recent.Enqueue(cells);
        while (recent.Count > settings.RecentWindows)
        {
            recent.Dequeue();
        }
    }

    private SeenCell[] Advance(Window next, IReadOnlyList<CellStats> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(next.Index, window.Index, nameof(next));
        if (next - window > settings.RecentWindows)
        {
            recent.Clear();
        }

        window = next;
        SeenCell[] seen = [.. cells.Select(c => new SeenCell(c))];
        Remember(seen);
        return seen;
    }

    private CellState StateOf(CellReading cell)
    {
        var status = cell.IsLow
            ? lifecycle.Tracks.Any(t => t.Verdict.State == VerdictState.Open && t.Accuses(cell.Key)) ? CellStatus.Crowded : CellStatus.Suspected
            : cell.IsLarge ? CellStatus.Healthy : CellStatus.Unknown;
        var drop = cell.PooledReading.Households == 0 ? double.NaN : cell.PooledReading.Lost;
        return new CellState(cell.Key, status, cell.Sessions / Math.Max(1, recent.Count), cell.Households, drop, cell.TestifyingShare);
    }

    private Dictionary<CalmKey, StratumCalm> Compared()
    {
        var isps = IspsIn(lifecycle.Tracks.Where(VerdictLifecycle.IsNamed).SelectMany(t => t.Verdict.Metros).ToHashSet(StringComparer.Ordinal));
        return recent.SelectMany(w => w)
            .Where(c => isps.Contains(c.Stats.Key.Isp))
            .SelectMany(c => c.Octaves.Keys.Select(octave => new CalmKey(c.Stats.Key, octave)))
            .Distinct()
            .ToDictionary(key => key, levels.ReferenceOf);
    }

    // An ISP's small cells speak together over all metros.
    private HashSet<string> IspsIn(HashSet<string> metros) => metros.Count == 0
        ? []
        : recent.SelectMany(w => w).Select(c => c.Stats.Key).Where(c => metros.Contains(c.Metro)).Select(c => c.Isp).ToHashSet(StringComparer.Ordinal);

    // A cell that is low, or on its way, must not teach that this is calm. A calm that rests on too little goes on
    // learning, unless a verdict stands: the first minutes of a few young norms may be off by half an octave, and what froze then
    // would look crowded for good.
    private void Learn(SeenCell[] cells, Dictionary<CellKey, CellReading> readings)
    {
        var accused = lifecycle.Tracks.Where(t => t.Verdict.State == VerdictState.Open).SelectMany(t => t.Cells).Select(c => c.Cell).ToHashSet();
        foreach (var cell in cells)
        {
            var reading = readings[cell.Stats.Key];
            if (!reading.IsLow && (reading.PooledReading.Households == 0 || reading.PooledReading.Excess < settings.Margin / 2))
            {
                calm.Learn(cell);
            }
            else if (!accused.Contains(cell.Stats.Key))
            {
                calm.Settle(cell);
            }
        }
    }
}
