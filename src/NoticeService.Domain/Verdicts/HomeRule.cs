namespace NoticeService.Domain.Verdicts;

/// <summary>
/// When a slow session is its own home's doing: it is far below its calm, window after window, while its cell testifies and
/// is healthy. Half lost for a minute is Wi-Fi on any evening; two thirds, for two minutes, beside healthy neighbours, is worth
/// a sentence that the viewer will not hear again for a day.
/// </summary>
public static class HomeRule
{
    /// <summary>Octaves below calm: two thirds of the throughput gone.</summary>
    public const double SlowBelow = -1.5;

    /// <summary>
    /// Windows in a row: longer than a cell that gets crowded takes to be suspected, so that the first to suffer are not told
    /// that it is their router.
    /// </summary>
    public const int Windows = 12;

    /// <summary>The count after one more window.</summary>
    /// <param name="before">The count so far.</param>
    /// <param name="shortfall">Against calm, octaves; null when it cannot be told.</param>
    /// <param name="cellIsHealthy">The session's cell testifies and is not low.</param>
    public static int Count(int before, double? shortfall, bool cellIsHealthy) =>
        shortfall <= SlowBelow && cellIsHealthy ? Math.Min(before + 1, Windows) : 0;
}
