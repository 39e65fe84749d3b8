using System.Runtime.InteropServices;
using NoticeService.Domain.Cells;

namespace NoticeService.Pipeline.Replay;

/// <summary>Puts rows that come in any order within <see cref="TelemetryReplay.DisorderMs"/> into order, window by window. Not thread-safe.</summary>
internal sealed class ReplayOrder
{
    /// <summary>A time this far ahead of all before, ms, is believed only when the rows after it agree.</summary>
    private const long JumpMs = 60L * 60 * 1000;

    /// <summary>How many rows must agree.</summary>
    private const int Agreeing = 64;

    private readonly SortedDictionary<Window, List<ReplayRow>> waiting = [];
    private readonly List<ReplayRow> ahead = [];
    private readonly Stack<List<ReplayRow>> spare = new();
    private long? newestMs;
    private Window played = new(0);

    /// <summary>Takes a row.</summary>
    /// <returns>False when it is too late: its window was played.</returns>
    public bool Add(in ReplayRow row, ReplayCounts counts)
    {
        if (newestMs is not { } newest || row.Sample.TimeMs > newest + JumpMs)
        {
            ahead.Add(row);
            return ahead.Count < Agreeing || Jump(counts);
        }

        if (ahead.Count > 0)
        {
            Forget(ahead, counts);
            ahead.Clear();
        }

        return Put(row, counts);
    }

    /// <summary>The next window that no row can come for any more, with its rows in order; null when none is.</summary>
    public (Window Window, List<ReplayRow> Rows)? Next(bool isEnd, ReplayCounts counts)
    {
        if (isEnd && ahead.Count > 0)
        {
            Jump(counts);
        }

        if (waiting.Count == 0 || newestMs is not { } newest)
        {
            return null;
        }

        var (window, rows) = waiting.First();
        if (!isEnd && newest < window.EndMs + TelemetryReplay.DisorderMs)
        {
            return null;
        }

        waiting.Remove(window);
        played = window;
        CollectionsMarshal.AsSpan(rows).Sort();
        return (window, rows);
    }

    /// <summary>The rows were played.</summary>
    public void Recycle(List<ReplayRow> rows)
    {
        rows.Clear();
        spare.Push(rows);
    }

    // The rows that waited agree that time has gone on: their median tells to when, and what is far beyond it was a broken clock.
    private bool Jump(ReplayCounts counts)
    {
        var rows = ahead.ToArray();
        ahead.Clear();
        var times = rows.Select(r => r.Sample.TimeMs).Order().ToArray();
        var median = times[(times.Length - 1) / 2];
        newestMs = Math.Max(newestMs ?? long.MinValue, times.Last(t => t <= median + JumpMs));
        Forget(rows.Where(r => r.Sample.TimeMs > median + JumpMs), counts);
        foreach (var row in rows.Where(r => r.Sample.TimeMs <= median + JumpMs))
        {
            Put(row, counts);
        }

        return true;
    }

    private bool Put(in ReplayRow row, ReplayCounts counts)
    {
        var window = Window.At(row.Sample.TimeMs);
        newestMs = Math.Max(newestMs!.Value, row.Sample.TimeMs);
        if (window <= played || window.EndMs + TelemetryReplay.DisorderMs <= newestMs)
        {
            counts.TooLate++;
            row.Session.Waiting--;
            return false;
        }

        if (!waiting.TryGetValue(window, out var rows))
        {
            waiting.Add(window, rows = spare.TryPop(out var old) ? old : []);
        }

        rows.Add(row);
        return true;
    }

    private static void Forget(IEnumerable<ReplayRow> rows, ReplayCounts counts)
    {
        foreach (var row in rows)
        {
            row.Session.Waiting--;
            counts.FarAhead++;
        }
    }
}
