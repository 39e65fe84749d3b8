using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.Queries;

/// <summary>Finds verdicts among those of now and those that are over, as one list: newest onset first. Thread-safe.</summary>
public sealed class VerdictSearch(IVerdictArchive archive)
{
    private const int Step = 200;

    // A filter that hardly anything passes ends a page early, with a place to go on from.
    private const int MaxLookedAt = 20 * Step;

    /// <summary>One page, which may have fewer verdicts than the limit, or none, while there are more.</summary>
    /// <param name="present">Of now; what they say goes before what the archive has of them.</param>
    /// <param name="matches">Which.</param>
    /// <param name="toMs">Those whose onset is before this.</param>
    /// <param name="limit">1 to 1,000.</param>
    /// <param name="after">Position after which to go on; null at first.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<VerdictPage> PageAsync(IReadOnlyList<Verdict> present, Func<Verdict, bool> matches, long toMs, int limit, string? after, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(present);
        ArgumentNullException.ThrowIfNull(matches);
        var shown = present.Select(v => v.Id).ToHashSet(StringComparer.Ordinal);
        var found = new List<Verdict>();
        var place = after;
        var lookedAt = 0;
        do
        {
            var step = await archive.ListAsync(toMs, place, Step, cancellationToken);
            found.AddRange(step.Verdicts.Where(v => !shown.Contains(v.Id) && matches(v)));
            place = step.Next;
            lookedAt += Step;
        }
        while (place is not null && found.Count <= limit && lookedAt < MaxLookedAt);

        // What stands beyond the place to which the archive was read belongs to a later page.
        found.AddRange(present.Where(v => matches(v) && v.OnsetMs < toMs && IsAfter(v, after) && (place is null || !IsAfter(v, place))));
        var page = found.OrderBy(IVerdictArchive.PositionOf, StringComparer.Ordinal).Take(limit).ToList();
        return new VerdictPage(page, found.Count > limit ? IVerdictArchive.PositionOf(page[^1]) : place);
    }

    private static bool IsAfter(Verdict verdict, string? place) => place is null || string.CompareOrdinal(IVerdictArchive.PositionOf(verdict), place) > 0;
}
