using System.Runtime.CompilerServices;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.Queries;

/// <summary>
/// Finds records over the ledger's indexes: a household's own, or else an ISP's or that of all, newest first, with what is not
/// indexed filtered on the way. No call holds more than a page. Thread-safe.
/// </summary>
public sealed class LedgerSearch(ILedger ledger)
{
    private const int Step = 1_000;

    // A filter that hardly anything passes ends a page early, with a token to go on from.
    private const int MaxLookedAt = 20 * Step;

    /// <summary>One page, which may have fewer records than the limit, or none, and still a next token.</summary>
    /// <param name="query">Which.</param>
    /// <param name="limit">1 to 1,000.</param>
    /// <param name="token">Of the page before, for the same query; null at first.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="FormatException">The token is not one of ours.</exception>
    public async Task<LedgerPage> PageAsync(LedgerQuery query, int limit, string? token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (query.Household is not null)
        {
            return await OfHouseholdAsync(query, limit, token, cancellationToken);
        }

        var found = new List<LedgerRecord>();
        for (var lookedAt = 0; lookedAt < MaxLookedAt; lookedAt += Step)
        {
            var step = await ledger.ListAsync(query.Isp, query.FromMs, query.ToMs, Step, token, cancellationToken);
            foreach (var record in step.Records.Where(query.Matches))
            {
                if (found.Count == limit)
                {
                    return new LedgerPage(found, ledger.TokenAfter(found[^1]));
                }

                found.Add(record);
            }

            token = step.NextToken;
            if (token is null)
            {
                return new LedgerPage(found, null);
            }
        }

        return new LedgerPage(found, token);
    }

    /// <summary>All of them, newest first, a step at a time as they are read.</summary>
    public async IAsyncEnumerable<LedgerRecord> ReadAsync(LedgerQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? token = null;
        do
        {
            var page = await PageAsync(query, Step, token, cancellationToken);
            foreach (var record in page.Records)
            {
                yield return record;
            }

            token = page.NextToken;
        }
        while (token is not null);
    }

    private async Task<LedgerPage> OfHouseholdAsync(LedgerQuery query, int limit, string? token, CancellationToken cancellationToken)
    {
        var all = (await ledger.ListAsync(query.Household!.Value, cancellationToken)).Where(query.Matches);
        if (token is not null)
        {
            all = all.SkipWhile(r => ledger.TokenAfter(r) != token).Skip(1);
        }

        var page = all.Take(limit + 1).ToList();
        return page.Count > limit ? new LedgerPage(page[..limit], ledger.TokenAfter(page[limit - 1])) : new LedgerPage(page, null);
    }
}
