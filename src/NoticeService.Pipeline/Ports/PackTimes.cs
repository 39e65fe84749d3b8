namespace NoticeService.Pipeline.Ports;

/// <summary>Which of a verdict's packs belongs to a time.</summary>
public static class PackTimes
{
    /// <summary>The newest that is not later; when all are later, the first: a pod's clock may be behind the leader's.</summary>
    /// <param name="times">In any order; at least one.</param>
    /// <param name="atMs">When it is asked for.</param>
    public static long At(IEnumerable<long> times, long atMs)
    {
        long first = long.MaxValue, newest = long.MinValue;
        foreach (var time in times)
        {
            first = Math.Min(first, time);
            newest = time <= atMs ? Math.Max(newest, time) : newest;
        }

        return newest == long.MinValue ? first : newest;
    }
}
