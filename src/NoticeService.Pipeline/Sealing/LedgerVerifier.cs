using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Journal;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.Sealing;

/// <summary>What was looked at, and what is wrong.</summary>
/// <param name="Seals">Seals whose chain and lists were checked.</param>
/// <param name="Records">Records of the store that were held against them.</param>
/// <param name="Entries">Notices of journals that were held against the store, or without one against the seals.</param>
/// <param name="Findings">The faults, none when all is whole.</param>
/// <param name="Expired">Sealed records that the store no longer has because they were kept for long enough.</param>
/// <param name="ExpiredUntil">The day before which they were decided; null when none has expired.</param>
public sealed record VerificationReport(int Seals, long Records, long Entries, IReadOnlyList<LedgerFinding> Findings, long Expired = 0, DateOnly? ExpiredUntil = null);

/// <summary>Verifies a ledger: a store, journals, or both. Reads only, a day at a time.</summary>
/// <param name="store">Null: only journals.</param>
/// <param name="journals">Folders of pods; none: only the store.</param>
/// <param name="keptFrom">Nothing of this day or later may have expired, whatever the store says; null believes the store.</param>
public sealed class LedgerVerifier(
    (ISealStore Seals, ILedger Ledger, ILedgerRepair Repair, ILedgerRetention Retention)? store, IReadOnlyList<JournalFolder> journals, DateOnly? keptFrom = null)
{
    private const int PageSize = 1_000;

    // What came late is sealed in a later day than its own.
    private const int LateDays = 7;

    private readonly LedgerVerification verification = new();
    private readonly List<LedgerFinding> findings = [];
    private long records;
    private long entries;
    private long expired;
    private DateOnly expiredUntil;

    /// <summary>Checks the whole chain, and the records of the days asked for.</summary>
    /// <param name="from">First day.</param>
    /// <param name="to">Last day.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    public async Task<VerificationReport> VerifyAsync(DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var days = await DaysAsync(cancellationToken);
        foreach (var day in days)
        {
            if (await ReadAsync(day, cancellationToken) is { } seal)
            {
                findings.AddRange(verification.Learn(seal));
            }
        }

        foreach (var day in days.Where(d => d >= from && d <= to))
        {
            await CompareAsync(day, day == days[0], cancellationToken);
        }

        // Once: no day twice, since the chain has the same fault in each place that holds it.
        await FindUnseenAsync(days.Count > 0 && from <= days[0] && to >= days[^1], cancellationToken);
        await CompareJournalsAsync(from, to, days, cancellationToken);
        return new(
            verification.Seals, records, entries, [.. findings.Distinct().OrderBy(f => f.Day).ThenBy(f => f.NoticeId, StringComparer.Ordinal)],
            expired, expired > 0 ? expiredUntil : null);
    }

    private async Task LearnExpiredAsync(CancellationToken cancellationToken)
    {
        if (store is { } configured)
        {
            var mark = DaySeal.DayOf(await configured.Retention.ExpiredUntilAsync(cancellationToken));
            expiredUntil = keptFrom < mark ? keptFrom.Value : mark;
        }
    }

    private bool HasExpired(LedgerFinding finding, int lateDays = 0)
    {
        if (finding.Fault != LedgerFault.RecordRemoved || finding.Day >= expiredUntil.AddDays(lateDays) || expiredUntil == default)
        {
            return false;
        }

        expired++;
        return true;
    }

    private async Task<IReadOnlyList<DateOnly>> DaysAsync(CancellationToken cancellationToken)
    {
        var days = new SortedSet<DateOnly>(journals.SelectMany(j => new SealFiles(j).Days()));
        if (store is { } configured)
        {
            days.UnionWith((await configured.Seals.ListAsync(cancellationToken)).Keys);
        }

        return [.. days];
    }

    // The store's, held against each folder's copy; without a store the first folder's.
    private async Task<SealedDay?> ReadAsync(DateOnly day, CancellationToken cancellationToken)
    {
        SealedDay? seal = null;
        foreach (var read in Copies(day, cancellationToken))
        {
            try
            {
                var copy = await read();
                if (copy is not null && seal is not null && copy.Seal != seal.Seal)
                {
                    findings.Add(new(LedgerFault.SealChanged, day, null));
                }

                seal ??= copy;
            }
            catch (FormatException)
            {
                findings.Add(new(LedgerFault.SealChanged, day, null));
            }
        }

        return seal;
    }

    private IEnumerable<Func<Task<SealedDay?>>> Copies(DateOnly day, CancellationToken cancellationToken)
    {
        if (store is { } configured)
        {
            yield return () => configured.Seals.ReadAsync(day, cancellationToken);
        }

        foreach (var files in journals.Select(j => new SealFiles(j)).Where(f => f.Days().Contains(day)))
        {
            yield return () => Task.FromResult<SealedDay?>(files.Read(day));
        }
    }

    private async Task CompareAsync(DateOnly day, bool isFirst, CancellationToken cancellationToken)
    {
        if (store is not { } configured || await ReadAsync(day, cancellationToken) is not { } seal)
        {
            return;
        }

        var present = new List<SealedRecord>();
        string? token = null;
        do
        {
            var page = await configured.Ledger.ListAsync(
                null, isFirst ? long.MinValue : DaySeal.StartMs(day), DaySeal.StartMs(day.AddDays(1)), PageSize, token, cancellationToken);
            present.AddRange(page.Records.Select(SealedRecord.Of));
            token = page.NextToken;
        }
        while (token is not null);

        // After the records: whatever moved before they were read is noted by now.
        records += present.Count;
        await LearnExpiredAsync(cancellationToken);
        var late = await configured.Seals.LateAsync(cancellationToken);
        findings.AddRange(verification.Compare(seal, present, late.ContainsKey).Where(f => !HasExpired(f)));
    }

    private async Task FindUnseenAsync(bool all, CancellationToken cancellationToken)
    {
        if (!all || store is not { } configured)
        {
            return;
        }

        foreach (var chunk in verification.Unseen.Order(StringComparer.Ordinal).Chunk(PageSize))
        {
            var present = await configured.Repair.FindAsync(chunk, cancellationToken);
            findings.AddRange(chunk
                .Where((_, i) => present[i] is null)
                .Select(id => new LedgerFinding(LedgerFault.RecordRemoved, verification.DayOf(id), id))
                .Where(f => !HasExpired(f, LateDays)));
        }
    }

    private async Task CompareJournalsAsync(DateOnly from, DateOnly to, IReadOnlyList<DateOnly> days, CancellationToken cancellationToken)
    {
        foreach (var journal in journals)
        {
            var last = new Dictionary<string, (SealedRecord Record, DateOnly Day)>(StringComparer.Ordinal);
            var entriesOfAll = journal.Read(default, damaged: day => findings.Add(new(LedgerFault.JournalDamaged, day, null)));
            foreach (var entry in entriesOfAll.Where(e => DaySeal.DayOf(e.Record.DecidedMs) is var day && day >= from && day <= to))
            {
                var record = SealedRecord.Of(entry.Record);
                if (!last.TryGetValue(record.NoticeId, out var known)
                    || NoticeProgress.IsLater(record.State, record.ReceiptMs, known.Record.State, known.Record.ReceiptMs))
                {
                    last[record.NoticeId] = (record, DaySeal.DayOf(entry.Record.DecidedMs));
                }
            }

            entries += last.Count;
            if (store is { } configured)
            {
                await CompareWithStoreAsync(last, configured.Repair, cancellationToken);
            }
            else
            {
                await CompareWithSealsAsync(last, days, cancellationToken);
            }
        }
    }

    private async Task CompareWithStoreAsync(Dictionary<string, (SealedRecord Record, DateOnly Day)> copies, ILedgerRepair repair, CancellationToken cancellationToken)
    {
        foreach (var chunk in copies.Values.Chunk(PageSize))
        {
            var present = await repair.FindAsync([.. chunk.Select(c => c.Record.NoticeId)], cancellationToken);
            await LearnExpiredAsync(cancellationToken);
            for (var i = 0; i < chunk.Length; i++)
            {
                if (LedgerVerification.Compare(chunk[i].Record, present[i]) is { } fault
                    && (fault != LedgerFault.RecordRemoved || chunk[i].Day >= expiredUntil))
                {
                    findings.Add(new(fault, chunk[i].Day, chunk[i].Record.NoticeId));
                }
            }
        }
    }

    // Without the store, a journal's record must be in its day's seal, or in a later supplement, as the journal has it.
    private async Task CompareWithSealsAsync(Dictionary<string, (SealedRecord Record, DateOnly Day)> copies, IReadOnlyList<DateOnly> days, CancellationToken cancellationToken)
    {
        if (days.Count == 0)
        {
            return;
        }

        var missing = copies.Where(c => c.Value.Day <= days[^1]).Select(c => c.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var day in days)
        {
            if (await ReadAsync(day, cancellationToken) is not { } seal)
            {
                continue;
            }

            foreach (var record in seal.Records.Concat(seal.Supplement))
            {
                if (copies.TryGetValue(record.NoticeId, out var copy))
                {
                    missing.Remove(record.NoticeId);
                    if (record.Body != copy.Record.Body)
                    {
                        findings.Add(new(LedgerFault.RecordChanged, copy.Day, record.NoticeId));
                    }
                }
            }
        }

        findings.AddRange(missing.Select(id => new LedgerFinding(LedgerFault.RecordRemoved, copies[id].Day, id)));
    }
}
