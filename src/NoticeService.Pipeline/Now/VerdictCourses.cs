using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Pipeline.Now;

/// <summary>
/// Remembers the drops of verdicts while they are open: at its end a verdict still carries the figures of the last window in
/// which it was found, which say neither how bad it was nor how it is now. Thread-safe.
/// </summary>
public sealed class VerdictCourses
{
    /// <summary>Windows kept of one verdict: the last six hours.</summary>
    public const int MaxWindows = 2_160;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Queue<double>> drops = new(StringComparer.Ordinal);
    private Window seen;

    /// <summary>Takes a feed, once a window, and tells the courses of its open and past verdicts that were seen open.</summary>
    public IReadOnlyList<VerdictCourse> Observe(VerdictFeed feed)
    {
        ArgumentNullException.ThrowIfNull(feed);
        lock (gate)
        {
            if (feed.Window > seen)
            {
                seen = feed.Window;
                Remember(feed);
            }

            return [.. feed.Verdicts.Where(v => drops.ContainsKey(v.Id)).Select(v => CourseOf(v, feed))];
        }
    }

    private void Remember(VerdictFeed feed)
    {
        foreach (var verdict in feed.Open.Where(v => double.IsFinite(v.Drop)))
        {
            if (!drops.TryGetValue(verdict.Id, out var known))
            {
                drops[verdict.Id] = known = new Queue<double>();
            }

            known.Enqueue(verdict.Drop);
            if (known.Count > MaxWindows)
            {
                known.Dequeue();
            }
        }

        var gone = drops.Keys.Except(feed.Verdicts.Select(v => v.Id)).ToList();
        gone.ForEach(id => drops.Remove(id));
    }

    private VerdictCourse CourseOf(Verdict verdict, VerdictFeed feed)
    {
        var sorted = drops[verdict.Id].Order().ToList();
        return new VerdictCourse(verdict.Id, sorted[^1], sorted[sorted.Count / 2], DropNow(verdict, feed));
    }

    private static double DropNow(Verdict verdict, VerdictFeed feed)
    {
        double sum = 0, weight = 0;
        foreach (var cell in feed.Cells.Where(c => verdict.Covers(c.Cell) && double.IsFinite(c.Drop)))
        {
            sum += cell.Sessions * cell.Drop;
            weight += cell.Sessions;
        }

        return weight > 0 ? sum / weight : double.NaN;
    }
}
