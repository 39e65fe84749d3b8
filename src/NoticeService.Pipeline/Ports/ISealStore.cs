using NoticeService.Domain.Ledger;

namespace NoticeService.Pipeline.Ports;

/// <summary>What became of a seal.</summary>
public enum SealOutcome : byte
{
    /// <summary>Stored, now or by the same call before.</summary>
    Sealed,

    /// <summary>The day has another seal, which stays.</summary>
    Present,

    /// <summary>A later epoch has sealed: this pod no longer leads.</summary>
    Fenced,
}

/// <summary>The seals of the days, and the notes of what came or moved after its day was sealed. Thread-safe.</summary>
public interface ISealStore
{
    /// <summary>Hashes of the seals by day.</summary>
    Task<IReadOnlyDictionary<DateOnly, Digest>> ListAsync(CancellationToken cancellationToken);

    /// <summary>A seal with its lists; null when the day has none, or its text is gone.</summary>
    /// <exception cref="FormatException">What is stored is none of ours.</exception>
    Task<SealedDay?> ReadAsync(DateOnly day, CancellationToken cancellationToken);

    /// <summary>Notices of sealed days that came or moved since, and how often, so that those seen can be told from those to come.</summary>
    Task<IReadOnlyDictionary<string, long>> LateAsync(CancellationToken cancellationToken);

    /// <summary>From now on what comes or moves with an earlier decision is late. Never goes back.</summary>
    /// <param name="epoch">The leader's; refused below one that was given before.</param>
    /// <param name="untilMs">End of the day that is to be sealed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<SealOutcome> FreezeAsync(long epoch, long untilMs, CancellationToken cancellationToken);

    /// <summary>Stores a seal, whole or not at all.</summary>
    Task<SealOutcome> SealAsync(SealedDay day, CancellationToken cancellationToken);

    /// <summary>Gives back a seal that the store has forgotten; its day is frozen then too.</summary>
    Task<SealOutcome> RestoreAsync(SealedDay day, CancellationToken cancellationToken);

    /// <summary>Takes out the notes that are sealed: those that are still as <see cref="LateAsync"/> gave them.</summary>
    Task SettleAsync(IReadOnlyDictionary<string, long> late, CancellationToken cancellationToken);
}
