namespace NoticeService.Domain.Verdicts;

/// <summary>
/// When a slow session is its own home's doing: it is far below its calm, window after window, in all that the household plays
/// on this pod, so far that the viewer has something of it, while its cell testifies and is surely healthy. Half lost for a
/// minute is Wi-Fi on any evening; two thirds, for two minutes, beside healthy neighbours, is worth a sentence that the viewer
/// will not hear again for a day.
/// </summary>
/// <remarks>It rides along in the feed, so that every pod judges by the leader's thresholds.</remarks>
public sealed record HomeRule
{
    /// <summary>Fraction of throughput lost against calm from which a window is slow: about two thirds. 0 to 1.</summary>
    public double SlowDrop { get; init; } = 0.65;

    /// <summary>
    /// Windows in a row: longer than a cell that gets crowded takes to be suspected, so that the first to suffer are not told
    /// that it is their router.
    /// </summary>
    public int Windows { get; init; } = 12;

    /// <summary>
    /// Windows without a word after which the count begins anew: reports come every ten seconds or so, and one may fall beside
    /// its window, but a viewer who paused has not been slow meanwhile.
    /// </summary>
    public int LongestSilence { get; init; } = 2;

    /// <summary>
    /// Fraction of throughput from which a cell is no longer surely healthy, though nobody is suspected: where a verdict would
    /// close. Light crowding takes from the fast homes first, and theirs would be called their own.
    /// </summary>
    public double HealthyDrop { get; init; } = 0.125;

    /// <summary>Whether the neighbours are surely well.</summary>
    public bool IsHealthy(CellState cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return cell.Status == CellStatus.Healthy && cell.Drop < HealthyDrop;
    }

    /// <summary>Whether a window is as slow as the rule asks.</summary>
    /// <param name="shortfall">Against calm, octaves; null when it cannot be told.</param>
    public bool IsSlow(double? shortfall) => shortfall <= Math.Log2(1 - SlowDrop);

    /// <summary>The count after one more window.</summary>
    /// <param name="before">The count so far.</param>
    /// <param name="shortfall">Against calm, octaves; null when it cannot be told.</param>
    /// <param name="hurts">
    /// The viewer has something of it. A fast line measures less with a smaller title, since asking for a segment then takes
    /// longer than the segment: by itself that is no fault of a home.
    /// </param>
    /// <param name="cellIsHealthy">By <see cref="IsHealthy"/>.</param>
    public int Count(int before, double? shortfall, bool hurts, bool cellIsHealthy) =>
        IsSlow(shortfall) && hurts && cellIsHealthy ? Math.Min(before + 1, Windows) : 0;
}
