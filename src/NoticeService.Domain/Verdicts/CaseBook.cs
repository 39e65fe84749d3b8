using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Verdicts;

/// <summary>
/// Keeps a case for each verdict that names somebody, and refits it when it is over: when the accused have recovered, or some
/// minutes after another verdict took its place. What lasts over midnight is refitted then too. Not thread-safe.
/// </summary>
internal sealed class CaseBook(VerdictSettings settings, VerdictLifecycle lifecycle, LevelRule levels)
{
    private const long DayMs = 86_400_000;

    private readonly SortedDictionary<string, Case> cases = new(StringComparer.Ordinal);
    private readonly Refit refit = new(settings);

    public IReadOnlyList<CaseState> Save() => [.. cases.Values.Select(c => c.Save())];

    /// <exception cref="FormatException">A case is not what <see cref="Save"/> wrote.</exception>
    public void Restore(IEnumerable<CaseState> states)
    {
        foreach (var state in states)
        {
            cases[state.VerdictId] = new Case(state);
        }
    }

    /// <summary>The newest window, after the lifecycle has seen it.</summary>
    /// <param name="window">Which.</param>
    /// <param name="recent">The recent windows, oldest first, the newest among them.</param>
    /// <param name="readings">All cells.</param>
    public void Observe(Window window, IReadOnlyCollection<SeenCell[]> recent, IReadOnlyDictionary<CellKey, CellReading> readings)
    {
        var open = lifecycle.Tracks.Where(VerdictLifecycle.IsNamed).ToDictionary(t => t.Verdict.Id, StringComparer.Ordinal);
        foreach (var going in cases.Values)
        {
            Continue(going, open.GetValueOrDefault(going.VerdictId), recent, readings);
        }

        foreach (var track in open.Values.Where(t => !cases.ContainsKey(t.Verdict.Id)))
        {
            Begin(track, recent);
        }

        var isMidnight = window.EndMs / DayMs != window.StartMs / DayMs;
        foreach (var going in cases.Values.Where(c => isMidnight || IsOver(c)).ToArray())
        {
            var overturned = refit.Judge(going);
            if (overturned is not null)
            {
                lifecycle.Retract(window, going, overturned);
            }

            if (overturned is not null || IsOver(going))
            {
                cases.Remove(going.VerdictId);
            }
        }
    }

    // What decided belongs to it, and the windows before it that decided with it.
    private void Begin(Track track, IReadOnlyCollection<SeenCell[]> recent)
    {
        var about = new Case(track.Verdict.Id, track.Term, track.Cells.Select(c => c.Cell));
        foreach (var window in recent)
        {
            about.Add(window, levels);
        }

        cases.Add(about.VerdictId, about);
    }

    private void Continue(Case going, Track? open, IReadOnlyCollection<SeenCell[]> recent, IReadOnlyDictionary<CellKey, CellReading> readings)
    {
        if (open is not null)
        {
            going.Accuse(open.Cells.Select(c => c.Cell));
        }
        else
        {
            going.Age();
        }

        if (lifecycle.StillSlow(going.Accused, readings))
        {
            going.Add(recent.Last(), levels);
        }
        else
        {
            going.Rest();
        }
    }

    private bool IsOver(Case going) => going.Closed > 0 && (going.Quiet >= settings.SteadyWindows || going.Closed >= settings.RefitWindows);
}
