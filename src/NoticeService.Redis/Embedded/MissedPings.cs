namespace NoticeService.Redis.Embedded;

/// <summary>Decides from one ping after another when a process that lives must be taken for hung. Not thread-safe.</summary>
/// <param name="most">Misses in a row that are one too many; at least 1. One alone may be a busy machine.</param>
internal sealed class MissedPings(int most)
{
    private int inARow;

    /// <returns>Whether it is hung.</returns>
    public bool Note(bool answered)
    {
        inARow = answered ? 0 : inARow + 1;
        return inARow >= most;
    }
}
