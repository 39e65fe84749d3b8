using NoticeService.Domain.Verdicts;

namespace NoticeService.Lab.Replay;

/// <summary>One verdict from its opening to its end, as verdicts.jsonl tells it.</summary>
/// <param name="Opening">As it stood in the window that decided.</param>
/// <param name="Metros">Every metro in which it held at any time.</param>
/// <param name="Drop">Median of the fraction lost over the windows in which it was open, 0 to 1.</param>
/// <param name="ClosedMs">Null while open.</param>
internal sealed record RecordedVerdict(Verdict Opening, IReadOnlyList<string> Metros, double Drop, long? ClosedMs)
{
    /// <summary>When it was found wrong, ms; null while it stands.</summary>
    public long? RetractedMs { get; init; }

    /// <summary>Why, in plain words; null while it stands.</summary>
    public string? Retraction { get; init; }

    /// <summary>Whether it says of a cell that it was crowded at a time.</summary>
    public bool Covers(in Domain.Cells.CellKey cell, long atMs) =>
        atMs >= Opening.OnsetMs
        && atMs < (ClosedMs ?? long.MaxValue)
        && (Opening.Isp is null || Opening.Isp == cell.Isp)
        && (Opening.Path is null || Opening.Path == cell.Path)
        && (Metros.Count == 0 || Metros.Contains(cell.Metro));
}

/// <summary>Follows the feeds of a replay and keeps every verdict that opened.</summary>
internal sealed class VerdictRecorder
{
    private readonly Dictionary<string, Course> open = new(StringComparer.Ordinal);
    private readonly List<RecordedVerdict> closed = [];
    private readonly HashSet<string> retracted = new(StringComparer.Ordinal);

    /// <summary>Every verdict so far, by opening.</summary>
    public IEnumerable<RecordedVerdict> All =>
        closed.Concat(open.Values.Select(c => c.Record(null))).OrderBy(v => v.Opening.OpenedMs).ThenBy(v => v.Opening.Id, StringComparer.Ordinal);

    /// <summary>Verdicts that were open at or after a time and still stand.</summary>
    public IEnumerable<RecordedVerdict> Since(long fromMs) =>
        open.Values.Select(c => c.Record(null)).Concat(Enumerable.Reverse(closed).TakeWhile(v => v.ClosedMs >= fromMs).Where(v => v.RetractedMs is null));

    /// <summary>The feed of the next window.</summary>
    public void Observe(VerdictFeed feed)
    {
        foreach (var verdict in feed.Verdicts)
        {
            if (verdict.State == VerdictState.Open)
            {
                if (!open.TryGetValue(verdict.Id, out var course))
                {
                    open.Add(verdict.Id, course = new Course(verdict));
                }

                course.Observe(verdict);
            }
            else if (open.Remove(verdict.Id, out var course))
            {
                closed.Add(course.Record(verdict.ClosedMs));
            }

            if (verdict.State == VerdictState.Retracted && retracted.Add(verdict.Id))
            {
                // Every verdict is open in the feed of a window before it is retracted in a later one.
                var at = closed.FindIndex(v => v.Opening.Id == verdict.Id);
                closed[at] = closed[at] with { RetractedMs = verdict.RetractedMs, Retraction = verdict.Retraction };
            }
        }
    }

    private sealed class Course(Verdict opening)
    {
        private readonly SortedSet<string> metros = new(StringComparer.Ordinal);
        private readonly List<float> drops = [];

        public void Observe(Verdict verdict)
        {
            metros.UnionWith(verdict.Metros);
            drops.Add((float)verdict.Drop);
        }

        public RecordedVerdict Record(long? closedMs)
        {
            var sorted = drops.Order().ToArray();
            return new RecordedVerdict(opening, [.. metros], sorted[sorted.Length / 2], closedMs);
        }
    }
}
