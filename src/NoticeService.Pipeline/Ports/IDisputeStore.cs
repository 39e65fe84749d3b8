using NoticeService.Domain.Disputes;

namespace NoticeService.Pipeline.Ports;

/// <summary>The disputes, and the epoch of the orders before which they were read.</summary>
/// <param name="Epoch">As in <see cref="SuspensionList"/>: it rises with each change of a dispute too.</param>
/// <param name="Disputes">In no order.</param>
public sealed record DisputeList(long Epoch, IReadOnlyList<Dispute> Disputes);

/// <summary>
/// The disputes, resolved ones too. They are few: an ISP may have only so many open, and people resolve them, so that all are read at once. Thread-safe.
/// </summary>
public interface IDisputeStore
{
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    Task<DisputeList> ListAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Stores a dispute as it now stands, with what it silences or lets speak again, and the order in the <see cref="IAuditLog"/>; the epoch rises, so
    /// that every pod hears of it as of a suspension.
    /// </summary>
    /// <param name="epoch">That <see cref="ListAsync"/> gave to whoever decided it.</param>
    /// <param name="dispute">New, or with another state.</param>
    /// <param name="pause">Put in force; null: none.</param>
    /// <param name="lifted">A pause's scope that ends; null: none.</param>
    /// <param name="order">For the audit log.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when an order was given since: read again. So it is after the same write before, whose answer was lost.</returns>
    /// <exception cref="StoreUnavailableException">Not confirmed.</exception>
    Task<bool> WriteAsync(long epoch, Dispute dispute, Suspension? pause, string? lifted, OperatorOrder order, CancellationToken cancellationToken);
}
