using NoticeService.Domain.Cells;

namespace NoticeService.Lab.Baselines;

/// <summary>
/// What a location or a path is expected to show: the median of its quartets' levels over the last days, bad ones included.
/// A histogram a day, so memory does not grow.
/// </summary>
internal sealed class ExpectedLevel(BlameItSettings settings)
{
    private const long DayMs = 24L * 3600 * 1000;

    private readonly Queue<(long Day, ShortfallHistogram Levels)> days = new();
    private int buckets;

    /// <summary>Octaves; null while too little is known.</summary>
    public double? Median { get; private set; }

    /// <summary>One more bucket, after it was judged.</summary>
    /// <param name="atMs">When it began.</param>
    /// <param name="quartets">What it showed there.</param>
    public void Learn(long atMs, IEnumerable<Quartet> quartets)
    {
        var day = atMs / DayMs;
        if (days.Count == 0 || days.Last().Day != day)
        {
            days.Enqueue((day, new ShortfallHistogram()));
        }

        while (days.Peek().Day <= day - settings.HistoryDays)
        {
            days.Dequeue();
        }

        var today = days.Last().Levels;
        foreach (var quartet in quartets)
        {
            today.Add(ShortfallHistogram.BinOf(quartet.Level));
        }

        if (++buckets >= settings.MinHistoryBuckets)
        {
            var all = new ShortfallHistogram();
            foreach (var (_, levels) in days)
            {
                all.Merge(levels);
            }

            Median = all.Median;
        }
    }
}
