using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Experiments;

/// <summary>
/// Measures how a session went after a decision, from its good samples. Time is the service's: a player's word on how long the
/// picture stood counts up to the time that passed since the report before. Mutable struct: kept in place.
/// </summary>
/// <param name="fromMs">When it begins, ms.</param>
public struct WatchMeter(long fromMs)
{
    /// <summary>A longer silence is a pause: only so much of it counts as watched, ms. The longest report interval that can be set.</summary>
    public const long LongestSilenceMs = 60_000;

    private long lastMs = fromMs;
    private long unclaimedMs;
    private long countedMs;
    private long claimedMs;
    private Window lastStarved;

    /// <summary>Time played or waited in, ms.</summary>
    public long WatchedMs { get; private set; }

    /// <summary>Of it, waited in, ms.</summary>
    public long StarvedMs { get; private set; }

    /// <summary>Runs of windows in which it starved: at most one in 20 s, however often a player says so.</summary>
    public long Stalls { get; private set; }

    /// <summary>A good sample.</summary>
    /// <param name="nowMs">When it was received.</param>
    /// <param name="starvedMs">As the player says, 0 or more.</param>
    public void Add(long nowMs, long starvedMs)
    {
        if (nowMs > lastMs)
        {
            // Reports that come together share the time since the one before.
            unclaimedMs = nowMs - lastMs;
            countedMs = Math.Min(unclaimedMs, LongestSilenceMs);
            claimedMs = 0;
            WatchedMs += countedMs;
            lastMs = nowMs;
        }

        if (starvedMs <= 0)
        {
            return;
        }

        var starved = Math.Min(starvedMs, unclaimedMs);
        unclaimedMs -= starved;
        claimedMs += starved;
        StarvedMs += starved;
        if (claimedMs > countedMs)
        {
            // Whoever waits is watching, however long.
            WatchedMs += claimedMs - countedMs;
            countedMs = claimedMs;
        }

        var window = Window.At(nowMs);
        if (window - lastStarved > 1)
        {
            Stalls++;
        }

        lastStarved = window;
    }
}
