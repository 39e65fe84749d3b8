using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.Queries;

/// <summary>One page of orders, newest first.</summary>
/// <param name="NextToken">Opaque; null on the last page.</param>
public sealed record AuditPage(IReadOnlyList<OperatorOrder> Orders, string? NextToken);

/// <summary>Finds orders by time, with the rest filtered on the way. No call holds more than a page. Thread-safe.</summary>
public sealed class AuditSearch(IAuditLog log)
{
    private const int Step = 1_000;

    // A filter that hardly anything passes ends a page early, with a token to go on from.
    private const int MaxLookedAt = 20 * Step;

    /// <summary>One page, which may have fewer orders than the limit, or none, and still a next token.</summary>
    /// <param name="query">Which.</param>
    /// <param name="limit">1 to 1,000.</param>
    /// <param name="token">Of the page before, for the same query; null at first.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="FormatException">The token is not one of ours.</exception>
    public async Task<AuditPage> PageAsync(AuditQuery query, int limit, string? token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var found = new List<LoggedOrder>();
        for (var lookedAt = 0; lookedAt < MaxLookedAt; lookedAt += Step)
        {
            var step = await log.ListAsync(query.FromMs, query.ToMs, Step, token, cancellationToken);
            foreach (var entry in step.Where(entry => query.Matches(entry.Order)))
            {
                if (found.Count == limit)
                {
                    return Page(found, found[^1].Token);
                }

                found.Add(entry);
            }

            if (step.Count < Step)
            {
                return Page(found, null);
            }

            token = step[^1].Token;
        }

        return Page(found, token);
    }

    private static AuditPage Page(List<LoggedOrder> found, string? next) => new([.. found.Select(entry => entry.Order)], next);
}
