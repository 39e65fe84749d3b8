namespace NoticeService.Grpc.Tests.Framing;

/// <summary>What one more step of some work allocates on this thread: the slope between two lengths, so that starting costs nothing.</summary>
internal static class Allocation
{
    private const int Short = 1_000;
    private const int Long = 11_000;

    /// <param name="prepare">Makes the work for a count of steps; what this allocates is not counted.</param>
    /// <returns>Bytes per step.</returns>
    public static double PerStep(Func<int, Action> prepare)
    {
        // Compiled and warm, caches filled.
        for (var i = 0; i < 5; i++)
        {
            prepare(Short)();
            prepare(Long)();
        }

        return (double)(Measure(prepare(Long)) - Measure(prepare(Short))) / (Long - Short);
    }

    private static long Measure(Action work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
