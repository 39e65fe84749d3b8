using Microsoft.Extensions.Logging;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Journal;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.Sealing;

/// <summary>
/// Keeps every seal twice: in the store, and in each pod's folder. What one of the two lacks the other gives back; where they
/// differ both stay, and it is told. Not thread-safe, but for <see cref="GiveBackAsync"/>.
/// </summary>
public sealed partial class SealCopies(ISealStore store, NoticeJournal journal, SealMetrics metrics, ILogger<SealCopies> logger)
{
    private readonly HashSet<DateOnly> told = [];
    private readonly SealFiles files = new(journal.Folder);

    /// <summary>Copies what is missing, both ways.</summary>
    public async Task<IReadOnlyDictionary<DateOnly, Digest>> RoundAsync(CancellationToken cancellationToken)
    {
        var here = files.Days();
        var there = await store.ListAsync(cancellationToken);
        if (here.Any(day => !there.ContainsKey(day)))
        {
            await GiveBackAsync(cancellationToken);
            there = await store.ListAsync(cancellationToken);
        }

        foreach (var day in there.Keys.Except(here).Order().ToList())
        {
            try
            {
                if (await store.ReadAsync(day, cancellationToken) is { } seal)
                {
                    files.Write(seal);
                }
            }
            catch (FormatException)
            {
                Conflict(day);
            }
        }

        return there;
    }

    /// <summary>Gives the store the seals that it has forgotten, before any record: else it would not note which come back late.</summary>
    public async Task GiveBackAsync(CancellationToken cancellationToken)
    {
        var there = await store.ListAsync(cancellationToken);
        foreach (var day in files.Days().Where(day => !there.ContainsKey(day)))
        {
            if (!await TryGiveBackAsync(day, cancellationToken))
            {
                Conflict(day);
            }
        }
    }

    /// <summary>Holds the seals that both have against each other: reads every file.</summary>
    public void Check(IReadOnlyDictionary<DateOnly, Digest> there)
    {
        ArgumentNullException.ThrowIfNull(there);
        foreach (var day in files.Days().Where(there.ContainsKey))
        {
            if (!IsSame(day, there[day]))
            {
                Conflict(day);
            }
        }
    }

    // A file that was changed must not hold up the others, nor the notices.
    private async Task<bool> TryGiveBackAsync(DateOnly day, CancellationToken cancellationToken)
    {
        try
        {
            return await store.RestoreAsync(files.Read(day), cancellationToken) == SealOutcome.Sealed;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private bool IsSame(DateOnly day, Digest hash)
    {
        try
        {
            return files.Read(day).Seal.Hash() == hash;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private void Conflict(DateOnly day)
    {
        if (told.Add(day))
        {
            metrics.Conflicted();
            LogConflict(logger, day);
        }
    }

    [LoggerMessage(1421, LogLevel.Critical, "The seal of {Day} in this pod's folder is not the store's: one of the two was changed. Run ctl ledger verify.")]
    private static partial void LogConflict(ILogger logger, DateOnly day);
}
