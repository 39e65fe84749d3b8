namespace NoticeService.Pipeline.Ports;

/// <summary>What the leader published: <paramref name="Sequence"/> rises by each publication.</summary>
public sealed record PublishedFeed(long Epoch, long Sequence, ReadOnlyMemory<byte> Body);

/// <summary>What became of a publication.</summary>
public enum PublishOutcome : byte
{
    /// <summary>Stored, now or by the same call before.</summary>
    Published,

    /// <summary>A later epoch leads: this pod no longer does.</summary>
    Fenced,

    /// <summary>This epoch has published a later sequence: somebody else writes under it, or the leader has lost count. It must resign.</summary>
    Overtaken,
}

/// <summary>The leader's state, and the feed that every pod reads. Thread-safe.</summary>
public interface IEvaluationStore
{
    /// <summary>The state that the last leader left; null on a new store.</summary>
    Task<ReadOnlyMemory<byte>?> LoadStateAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Stores state and feed together, fenced: refused when a later epoch was given out
    /// by the lease, or has published. A repeat with the same epoch and
    /// sequence does no harm.
    /// </summary>
    Task<PublishOutcome> PublishAsync(long epoch, long sequence, ReadOnlyMemory<byte> state, ReadOnlyMemory<byte> feed, CancellationToken cancellationToken);

    /// <summary>The newest feed, or null when it is still the one already known (or there is none).</summary>
    /// <param name="knownSequence">The last sequence seen; 0 at first.</param>
    /// <param name="knownEpoch">The last epoch seen; 0 at first.</param>
    Task<PublishedFeed?> ReadFeedAsync(long knownEpoch, long knownSequence, CancellationToken cancellationToken);
}
