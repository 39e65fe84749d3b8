using NoticeService.Domain.Cells;
using NoticeService.Domain.Networks;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Now;

namespace NoticeService.Web.Now;

/// <summary>One snapshot as the page needs it: names looked up, ages worked out, verdicts sorted. Immutable.</summary>
public sealed class NowScene
{
    private readonly Dictionary<string, Isp> _isps;
    private readonly Dictionary<string, NetPath> _paths;

    internal NowScene(NowSnapshot snapshot, NowRates rates, DateTimeOffset renderedAt, ConsoleOptions options)
    {
        Snapshot = snapshot;
        Rates = rates;
        _isps = snapshot.Isps.DistinctBy(isp => isp.Id).ToDictionary(isp => isp.Id, StringComparer.Ordinal);
        _paths = snapshot.Paths.DistinctBy(path => path.Id).ToDictionary(path => path.Id, StringComparer.Ordinal);
        Age = Floor(renderedAt - snapshot.At);
        Evaluated = snapshot.Feed.Window != default;
        Known = snapshot.Feed.Cells.Any(cell => cell.Status != CellStatus.Unknown);
        EvaluatedAt = DateTimeOffset.FromUnixTimeMilliseconds(Evaluated ? snapshot.Feed.Window.EndMs : 0);
        VerdictAge = Floor(renderedAt - EvaluatedAt);
        SnapshotStale = Age > options.SnapshotStaleAfter;
        VerdictsStale = Evaluated && VerdictAge > options.VerdictsStaleAfter;
        StaleAfter = options.SnapshotStaleAfter;
        Matrix = Matrix.Of(snapshot);
    }

    public NowSnapshot Snapshot { get; }

    public NowRates Rates { get; }

    public Matrix Matrix { get; }

    /// <summary>How old the snapshot was when this was rendered; never negative.</summary>
    public TimeSpan Age { get; }

    public TimeSpan StaleAfter { get; }

    /// <summary>False before the first window was evaluated.</summary>
    public bool Evaluated { get; }

    /// <summary>Something can be said of at least one cell; false while all are unknown.</summary>
    public bool Known { get; }

    /// <summary>End of the last window that was evaluated.</summary>
    public DateTimeOffset EvaluatedAt { get; }

    public TimeSpan VerdictAge { get; }

    public bool SnapshotStale { get; }

    /// <summary>True when no leader has published for several windows.</summary>
    public bool VerdictsStale { get; }

    /// <summary>Open before suspected, larger drops first.</summary>
    public IEnumerable<Verdict> Current => Snapshot.Feed.Verdicts
        .Where(verdict => verdict.State is VerdictState.Open or VerdictState.Suspected)
        .OrderByDescending(verdict => verdict.State == VerdictState.Open)
        .ThenByDescending(verdict => double.IsNaN(verdict.Drop) ? -1 : verdict.Drop)
        .ThenBy(verdict => verdict.Id, StringComparer.Ordinal);

    /// <summary>Closed or retracted, the latest first.</summary>
    public IEnumerable<Verdict> Past => Snapshot.Feed.Verdicts
        .Where(verdict => verdict.State is VerdictState.Closed or VerdictState.Retracted)
        .OrderByDescending(verdict => verdict.ClosedMs ?? 0)
        .ThenBy(verdict => verdict.Id, StringComparer.Ordinal);

    /// <summary>How a verdict went; null when this pod did not see it open.</summary>
    public VerdictCourse? CourseOf(Verdict verdict) => Snapshot.Courses.FirstOrDefault(course => course.VerdictId == verdict.Id);

    public string IspName(string? id) => id is null ? string.Empty : _isps.TryGetValue(id, out var isp) ? isp.Name : id;

    public string PathName(string? id) => id is null ? string.Empty : _paths.TryGetValue(id, out var path) ? path.Name : id;

    public string Where(in CellKey cell) => $"{IspName(cell.Isp)} over {PathName(cell.Path)} in {cell.Metro}";

    private static TimeSpan Floor(TimeSpan age) => age < TimeSpan.Zero ? TimeSpan.Zero : age;
}
