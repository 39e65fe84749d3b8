using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Journal;

namespace NoticeService.Pipeline.Ports;

/// <summary>
/// Finds out what the store has forgotten, and gives it back. A store forgets from the end: whatever it lost was written after
/// all that it kept (a failover to a replica that lagged, a log that was cut off, an old copy). So a mark that is still there shows
/// that everything written before it is too. Thread-safe.
/// </summary>
public interface ILedgerRepair
{
    /// <summary>Rises each time a connection to the store was made or lost, or another server took its place: until then nothing can have been forgotten unnoticed.</summary>
    long Connection { get; }

    /// <summary>Renews a journal's mark, keeping the position that it confirms.</summary>
    /// <param name="journal">The journal's name.</param>
    /// <param name="nonce">New each time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The position up to which the store had everything when it was last confirmed; the beginning when the mark is gone.</returns>
    Task<JournalPosition> BeginAsync(string journal, string nonce, CancellationToken cancellationToken);

    /// <summary>Confirms a position, if the mark with this nonce is still there.</summary>
    /// <returns>False when it is gone: something was forgotten meanwhile.</returns>
    Task<bool> CommitAsync(string journal, string nonce, JournalPosition position, CancellationToken cancellationToken);

    /// <summary>The records by id, in the order asked; null where there is none.</summary>
    /// <param name="noticeIds">At most 1,000.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<LedgerRecord?>> FindAsync(IReadOnlyList<string> noticeIds, CancellationToken cancellationToken);

    /// <summary>
    /// Writes a record as it stands in a journal, with its indexes, what is left of its cooldown, and its household among the enrolled.
    /// A record of a day that is sealed is noted for the next seal.
    /// </summary>
    /// <param name="entry">What the journal has.</param>
    /// <param name="present">What <see cref="FindAsync"/> gave.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when another has written it since: look again.</returns>
    Task<bool> RestoreAsync(JournalEntry entry, LedgerRecord? present, CancellationToken cancellationToken);

    /// <summary>No pod is admitted a notice until this ends, or <see cref="LetGoAsync"/>: a cooldown may be among what is being given back.</summary>
    /// <param name="journal">Whose holding it is.</param>
    /// <param name="lifetime">1 ms or more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task HoldAsync(string journal, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Ends this journal's holding.</summary>
    Task LetGoAsync(string journal, CancellationToken cancellationToken);
}
