using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Journal;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.Sealing;

/// <summary>Seals one day. May be repeated after any failure: until the seal is stored, nothing of it counts. Not thread-safe.</summary>
public sealed class DaySealer(ISealStore store, ILedger ledger, ILedgerRepair repair, NoticeJournal journal, TimeProvider time)
{
    private const int PageSize = 1_000;

    /// <summary>
    /// Freezes the day, so that what comes or moves from then on leaves a note for the next seal; then reads the notes, then the records:
    /// so every note that is read is of a move that is seen in its record.
    /// </summary>
    /// <param name="day">Over, and the day after <paramref name="previous"/>'s.</param>
    /// <param name="previous">Null for the first seal, which has all records before it too.</param>
    /// <param name="epoch">The leader's.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<(SealOutcome Outcome, SealedDay? Day)> SealAsync(DateOnly day, (DateOnly Day, Digest Hash)? previous, long epoch, CancellationToken cancellationToken)
    {
        var endMs = DaySeal.StartMs(day.AddDays(1));
        if (await store.FreezeAsync(epoch, endMs, cancellationToken) == SealOutcome.Fenced)
        {
            return (SealOutcome.Fenced, null);
        }

        var late = await store.LateAsync(cancellationToken);
        var fromMs = previous is null ? long.MinValue : DaySeal.StartMs(day);
        var records = await ReadAsync(fromMs, endMs, cancellationToken);
        var supplement = previous is null ? [] : await SupplementAsync(late, fromMs, cancellationToken);
        var seal = DaySeal.Of(day, previous?.Hash ?? default, records, supplement, epoch, time.GetUtcNow().ToUnixTimeMilliseconds());
        var whole = new SealedDay(seal, records, supplement);
        var outcome = await store.SealAsync(whole, cancellationToken);
        if (outcome == SealOutcome.Sealed)
        {
            await store.SettleAsync(late, cancellationToken);
        }

        return (outcome, whole);
    }

    private async Task<List<SealedRecord>> ReadAsync(long fromMs, long endMs, CancellationToken cancellationToken)
    {
        var records = new List<SealedRecord>();
        string? token = null;
        do
        {
            var page = await ledger.ListAsync(null, fromMs, endMs, PageSize, token, cancellationToken);
            foreach (var record in page.Records)
            {
                records.Add(SealedRecord.Of(record.State == NoticeState.Reserved ? await EndAsync(record, cancellationToken) : record));
            }

            token = page.NextToken;
        }
        while (token is not null);

        records.Sort((a, b) => string.CompareOrdinal(a.NoticeId, b.NoticeId));
        return records;
    }

    // A notice is on its way for a minute, and its day has been over for longer: whoever reserved it is gone.
    private async Task<LedgerRecord> EndAsync(LedgerRecord record, CancellationToken cancellationToken)
    {
        var move = await ledger.AdvanceAsync(record.NoticeId, NoticeState.Failed, null, null, cancellationToken);
        if (move.Moved is not { } moved)
        {
            return await ledger.FindAsync(record.NoticeId, cancellationToken) ?? record;
        }

        if (!await journal.AppendAsync(new JournalEntry(moved, 0, 0), cancellationToken))
        {
            journal.UpdateLost();
        }

        return moved;
    }

    // Of the noted records of earlier days, those that are not as they were sealed last.
    private async Task<List<SealedRecord>> SupplementAsync(IReadOnlyDictionary<string, long> late, long beforeMs, CancellationToken cancellationToken)
    {
        var present = new SortedDictionary<string, SealedRecord>(StringComparer.Ordinal);
        var earliest = DateOnly.MaxValue;
        foreach (var chunk in late.Keys.Chunk(PageSize))
        {
            foreach (var record in await repair.FindAsync(chunk, cancellationToken))
            {
                if (record is not null && record.DecidedMs < beforeMs)
                {
                    present[record.NoticeId] = SealedRecord.Of(record);
                    var day = DaySeal.DayOf(record.DecidedMs);
                    earliest = day < earliest ? day : earliest;
                }
            }
        }

        if (present.Count == 0)
        {
            return [];
        }

        var days = (await store.ListAsync(cancellationToken)).Keys.Order().ToList();
        var last = new Dictionary<string, SealedRecord>(StringComparer.Ordinal);
        foreach (var day in days.Where(d => d >= earliest || d == days[0]))
        {
            if (await store.ReadAsync(day, cancellationToken) is { } seal)
            {
                foreach (var record in seal.Records.Concat(seal.Supplement).Where(r => present.ContainsKey(r.NoticeId)))
                {
                    last[record.NoticeId] = record;
                }
            }
        }

        return [.. present.Values.Where(r => !last.TryGetValue(r.NoticeId, out var sealedAs) || sealedAs != r)];
    }
}
