using System.Runtime.CompilerServices;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.Queries;

/// <summary>The ledger from its oldest record on, which its indexes do not give: it is read day by day, and no more than a day is held.</summary>
public static class LedgerDays
{
    private const int Page = 1_000;

    // The first day of which a record may be: what is older is read as one.
    private static readonly DateOnly First = new(1970, 1, 1);

    /// <param name="ledger">Read in pages.</param>
    /// <param name="toMs">Exclusive, on DecidedMs.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StoreUnavailableException">The ledger could not be read.</exception>
    public static async IAsyncEnumerable<LedgerRecord> ReadAsync(ILedger ledger, long toMs, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        if (await NewestAsync(ledger, toMs, cancellationToken) is not { } newest)
        {
            yield break;
        }

        var last = DaySeal.DayOf(newest.DecidedMs);
        for (var day = await FirstDayAsync(ledger, last, cancellationToken); day <= last; day = day.AddDays(1))
        {
            var records = new List<LedgerRecord>();
            string? token = null;
            do
            {
                var page = await ledger.ListAsync(null, DaySeal.StartMs(day), Math.Min(toMs, DaySeal.StartMs(day.AddDays(1))), Page, token, cancellationToken);
                records.AddRange(page.Records);
                token = page.NextToken;
            }
            while (token is not null);

            records.Reverse();
            foreach (var record in records)
            {
                yield return record;
            }
        }
    }

    // A page may be empty while there are more: an index may name a record that was never committed.
    private static async Task<LedgerRecord?> NewestAsync(ILedger ledger, long toMs, CancellationToken cancellationToken)
    {
        string? token = null;
        do
        {
            var page = await ledger.ListAsync(null, long.MinValue, toMs, 1, token, cancellationToken);
            if (page.Records is [var newest])
            {
                return newest;
            }

            token = page.NextToken;
        }
        while (token is not null);

        return null;
    }

    // By halves: is there any before the next day?
    private static async Task<DateOnly> FirstDayAsync(ILedger ledger, DateOnly last, CancellationToken cancellationToken)
    {
        var (first, beyond) = (First, last);
        while (first < beyond)
        {
            var middle = first.AddDays((beyond.DayNumber - first.DayNumber) / 2);
            var isThere = await NewestAsync(ledger, DaySeal.StartMs(middle.AddDays(1)), cancellationToken) is not null;
            (first, beyond) = isThere ? (first, middle) : (middle.AddDays(1), beyond);
        }

        return first;
    }
}
