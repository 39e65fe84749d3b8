using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Replay;
using NoticeService.Pipeline.Sessions;

namespace NoticeService.Lab.Calibration;

/// <summary>
/// Watches a replay of a recording that is clean by the word of its owner: whatever is suspected or opens after the time for
/// learning is chance. Nothing is resampled: windows drawn again would count the same chance twice, and the limit would lie.
/// Not thread-safe.
/// </summary>
/// <param name="settings">The engine's thresholds.</param>
/// <param name="learnMs">How long calm is learned, from the first window, ms: what begins in that time does not count.</param>
internal sealed class EpisodeWatch(VerdictSettings settings, long learnMs) : IReplayObserver
{
    private const double DayMs = 24 * 3_600_000.0;

    private readonly Dictionary<string, Episode> running = new(StringComparer.Ordinal);
    private readonly List<Episode> over = [];
    private HashSet<string> learned = new(StringComparer.Ordinal);
    private Window? first;
    private (Window First, Window Last)? judged;
    private long ispWindows;

    /// <summary>ISP-days that were judged: a window counts for an ISP that has enough sessions in it to be named.</summary>
    public double IspDays => ispWindows * Window.LengthMs / DayMs;

    /// <summary>The windows that were judged, from the first to the last; null when none was.</summary>
    public (Window First, Window Last)? Judged => judged;

    /// <summary>What was suspected or opened after the time for learning.</summary>
    public IReadOnlyList<Episode> Episodes => [.. over.Concat(running.Values).OrderBy(e => e.Surest.OnsetMs).ThenBy(e => e.Id, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public void Gathered(Window window, IReadOnlyList<CellStats> cells)
    {
        first ??= window;
        if (IsJudged(window))
        {
            judged = (judged?.First ?? window, window);
            ispWindows += cells.GroupBy(c => c.Key.Isp).Count(isp => isp.Sum(c => c.Sessions) >= settings.MinHouseholds);
        }
    }

    /// <inheritdoc/>
    public void Evaluated(Window window, VerdictFeed feed)
    {
        var current = feed.Verdicts.Where(v => v.State is VerdictState.Suspected or VerdictState.Open).ToList();
        if (!IsJudged(window))
        {
            learned = current.Select(v => v.Id).ToHashSet(StringComparer.Ordinal);
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var verdict in current.Where(v => !learned.Contains(v.Id)))
        {
            seen.Add(verdict.Id);
            if (!running.TryGetValue(verdict.Id, out var episode))
            {
                running.Add(verdict.Id, episode = new Episode(verdict));
            }

            episode.Observe(verdict);
        }

        foreach (var (id, episode) in running.Where(r => !seen.Contains(r.Key)).ToArray())
        {
            running.Remove(id);
            over.Add(episode);
        }
    }

    /// <inheritdoc/>
    public void Measured(string sessionId, Window window, SessionHealth? health)
    {
    }

    private bool IsJudged(Window window) => first is { } begun && window.StartMs - begun.StartMs >= learnMs;
}
