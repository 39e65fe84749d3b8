namespace NoticeService.Pipeline.Ports;

/// <summary>Takes out of the ledger what has been kept for long enough, whole days at a time, the oldest first. Thread-safe.</summary>
public interface ILedgerRetention
{
    /// <summary>
    /// What was decided before this has expired, or is about to, ms since the Unix epoch; 0 when nothing has. It moves before the first record goes, so that whoever
    /// misses one, and asks then, is told why.
    /// </summary>
    Task<long> ExpiredUntilAsync(CancellationToken cancellationToken);

    /// <summary>Takes records out, with what the indexes say of them. Cooldowns, enrolment and seals stay. Repeating it does no harm.</summary>
    /// <param name="untilMs">Those decided before this: the beginning of a UTC day.</param>
    /// <param name="most">1 to 1,000 at once.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many were found to take out; 0 when none is left.</returns>
    /// <exception cref="StoreUnavailableException">Some may have gone.</exception>
    Task<int> ExpireAsync(long untilMs, int most, CancellationToken cancellationToken);
}
