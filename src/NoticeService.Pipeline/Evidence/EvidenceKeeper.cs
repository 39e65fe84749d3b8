using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.Evidence;

/// <summary>
/// Stores what open verdicts follow from: in the window that opens one or moves it to other metros, and each minute after.
/// The leader does so before it publishes, so that no pod hears of a verdict whose evidence is not there. Not thread-safe.
/// </summary>
internal sealed class EvidenceKeeper(IEvidenceStore store)
{
    private const long EveryMs = 60_000;

    private Dictionary<string, (long AtMs, IReadOnlyList<string> Metros)> kept = new(StringComparer.Ordinal);

    /// <summary>The newest window has been evaluated.</summary>
    /// <param name="engine">What evaluated it.</param>
    /// <param name="feed">What will be published of it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StoreUnavailableException">A pack was not confirmed.</exception>
    public async Task KeepAsync(VerdictEngine engine, VerdictFeed feed, CancellationToken cancellationToken)
    {
        var window = feed.Window;
        var open = feed.Open.ToList();
        foreach (var verdict in open.Where(v => IsDue(v, window)))
        {
            // One that was not found in this window still stands on what it was found by.
            if (engine.PackOf(verdict.Id) is { } pack)
            {
                await store.AddAsync(verdict.Id, window.EndMs, EvidenceJson.Squeeze(EvidenceJson.Write(pack)), cancellationToken);
                kept[verdict.Id] = (window.EndMs, verdict.Metros);
            }
        }

        var ids = open.Select(v => v.Id).ToHashSet(StringComparer.Ordinal);
        kept = kept.Where(k => ids.Contains(k.Key)).ToDictionary(StringComparer.Ordinal);
    }

    private bool IsDue(Verdict verdict, Window window) =>
        !kept.TryGetValue(verdict.Id, out var last) || window.EndMs - last.AtMs >= EveryMs || !last.Metros.SequenceEqual(verdict.Metros, StringComparer.Ordinal);
}
