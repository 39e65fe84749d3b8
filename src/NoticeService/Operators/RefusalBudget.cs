namespace NoticeService.Operators;

/// <summary>
/// How many refused calls are written to the audit log, which is kept for ever: who has no right must not be able to fill it. Thread-safe.
/// </summary>
internal sealed class RefusalBudget(TimeProvider time)
{
    /// <summary>Entries in a minute, and no more.</summary>
    public const int PerMinute = 60;

    private readonly Lock gate = new();
    private long minute;
    private long asked;

    /// <summary>Takes one.</summary>
    /// <param name="first">Whether it is the first in its minute for which there was none left.</param>
    /// <returns>False when this minute's are gone.</returns>
    public bool TryTake(out bool first)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds() / 60;
        lock (gate)
        {
            if (now != minute)
            {
                (minute, asked) = (now, 0);
            }

            asked++;
            first = asked == PerMinute + 1;
            return asked <= PerMinute;
        }
    }
}
