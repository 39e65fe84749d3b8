namespace NoticeService.Pipeline.Ports;

/// <summary>A held lease. <paramref name="Epoch"/> rises with each new holder and fences its writes.</summary>
public readonly record struct LeaseGrant(long Epoch);

/// <summary>The evaluator's lease: at most one pod evaluates. Thread-safe.</summary>
public interface ILease
{
    /// <summary>Takes or renews the lease on the store's clock.</summary>
    /// <param name="pod">This pod's name; the holder renews with the same epoch.</param>
    /// <param name="duration">From now, at least 1 ms.</param>
    /// <returns>Null when another pod holds it.</returns>
    /// <exception cref="StoreUnavailableException">Unknown: act as if it were lost.</exception>
    Task<LeaseGrant?> AcquireAsync(string pod, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Gives it up, if this pod holds it, so that another need not wait for its end.</summary>
    Task ReleaseAsync(string pod, CancellationToken cancellationToken);
}
