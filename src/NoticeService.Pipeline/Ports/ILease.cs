namespace NoticeService.Pipeline.Ports;

/// <summary>A held lease. <paramref name="Epoch"/> rises with each takeover and fences the leader's writes.</summary>
/// <param name="StoreTime">The store's clock when it answered: one clock for all leaders.</param>
public readonly record struct LeaseGrant(long Epoch, DateTimeOffset StoreTime);

/// <summary>The evaluator's lease: at most one pod evaluates. Thread-safe.</summary>
public interface ILease
{
    /// <summary>Takes or renews the lease on the store's clock.</summary>
    /// <param name="holder">Unique to this process: a restarted pod of the same name is another holder.</param>
    /// <param name="heldEpoch">
    /// The epoch that the holder leads in, which a renewal keeps; 0 when it does not lead. A holder that names another epoch than
    /// the lease's own (it resigned, or the store forgot) is given a new one, so that it never publishes under its old one again.
    /// </param>
    /// <param name="duration">From now, at least 1 ms.</param>
    /// <returns>Null when another holds it.</returns>
    /// <exception cref="StoreUnavailableException">Unknown: act as if it were lost.</exception>
    Task<LeaseGrant?> AcquireAsync(string holder, long heldEpoch, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Gives it up, if this holder has it, so that another need not wait for its end.</summary>
    Task ReleaseAsync(string holder, CancellationToken cancellationToken);
}
