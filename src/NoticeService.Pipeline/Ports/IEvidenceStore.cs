namespace NoticeService.Pipeline.Ports;

/// <summary>
/// What verdicts followed from, as packs that never change: of each verdict one for the window that opened it and more while it stays
/// open. Thread-safe.
/// </summary>
public interface IEvidenceStore
{
    /// <summary>Adds a pack. The first of a verdict and a time stays, whoever comes later.</summary>
    /// <param name="verdictId">Of which verdict.</param>
    /// <param name="atMs">End of its window, ms since the Unix epoch; 0 or more.</param>
    /// <param name="pack">The pack, as <see cref="Evidence.EvidenceJson"/> squeezes it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StoreUnavailableException">Not confirmed.</exception>
    Task AddAsync(string verdictId, long atMs, ReadOnlyMemory<byte> pack, CancellationToken cancellationToken);

    /// <summary>The newest pack of a verdict that was there at a time; when all are later, the first; null when there is none.</summary>
    Task<ReadOnlyMemory<byte>?> FindAsync(string verdictId, long atMs, CancellationToken cancellationToken);

    /// <summary>Takes out all packs of a verdict; no harm when there is none.</summary>
    Task RemoveAsync(string verdictId, CancellationToken cancellationToken);
}
