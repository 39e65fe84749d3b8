using System.Collections.Frozen;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Pipeline.Evaluation;

/// <summary>A feed, indexed for the questions that sessions ask. Immutable and thread-safe.</summary>
public sealed class FeedView
{
    /// <summary>A verdict is of now: when the newest window evaluated ended longer ago than this, nobody is told anything, ms.</summary>
    public const long FreshForMs = 3 * Window.LengthMs;

    private readonly FrozenSet<CellKey> suspected;
    private readonly FrozenDictionary<CalmKey, double> calm;

    public FeedView(VerdictFeed feed)
    {
        ArgumentNullException.ThrowIfNull(feed);
        Feed = feed;
        suspected = feed.Cells.Where(c => c.Status is CellStatus.Suspected or CellStatus.Crowded).Select(c => c.Cell).ToFrozenSet();
        calm = feed.Calm.ToFrozenDictionary(c => new CalmKey(c.Cell, c.Octave), c => c.Median);
        Healthy = feed.Cells.Where(feed.Home.IsHealthy).Select(c => c.Cell).ToFrozenSet();
        Open = [.. feed.Open.OrderByDescending(v => v.Drop)];
    }

    public static FeedView Empty { get; } = new(VerdictFeed.Empty);

    public VerdictFeed Feed { get; }

    /// <summary>When a session is its own home's doing.</summary>
    public HomeRule Home => Feed.Home;

    /// <summary>Open verdicts, the largest drop first: that one speaks where two fit.</summary>
    public IReadOnlyList<Verdict> Open { get; }

    /// <summary>Cells whose sessions are surely well, so that one that is not has itself to blame.</summary>
    public FrozenSet<CellKey> Healthy { get; }

    /// <summary>
    /// Whether what it says is of now. A feed out of the future is not: then this pod's clock is behind, and could not tell how old any feed is.
    /// </summary>
    public bool IsFresh(long nowMs) => nowMs - Feed.Window.EndMs is >= -Window.LengthMs and <= FreshForMs;

    /// <summary>Whether a cell is low: its windows teach no norm.</summary>
    public bool IsSuspected(CellKey cell) => suspected.Contains(cell);

    /// <summary>The calm median of a stratum, octaves; null when it is not known.</summary>
    public double? CalmMedian(CellKey cell, int octave) => calm.TryGetValue(new CalmKey(cell, octave), out var median) ? median : null;
}
