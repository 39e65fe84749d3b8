using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Verdicts;

/// <summary>
/// Keeps a case for each verdict that names somebody, and judges it again when it is over: when the accused have recovered, or some
/// minutes after another verdict took its place. What lasts over midnight UTC is judged then too, day by day. Not thread-safe.
/// </summary>
internal sealed class CaseBook(VerdictSettings settings, VerdictLifecycle lifecycle, LevelRule levels)
{
    private const long DayMs = 86_400_000;

    private readonly SortedDictionary<string, Case> cases = new(StringComparer.Ordinal);
    private readonly Refit refit = new(settings);

    public IReadOnlyList<CaseState> Save() => [.. cases.Values.Select(c => c.Save())];

    public void Restore(IEnumerable<CaseState> states)
    {
        foreach (var state in states)
        {
            try
            {
                cases[state.VerdictId] = new Case(state);
            }
            catch (FormatException)
            {
                // What cannot be read judges nobody: without a case the verdict stands, and a new one begins while it is open.
            }
        }
    }

    /// <summary>The newest window, after the lifecycle has seen it.</summary>
    /// <param name="window">Which.</param>
    /// <param name="last">The one evaluated before it.</param>
    /// <param name="recent">The recent windows, oldest first, the newest among them.</param>
    /// <param name="readings">All cells.</param>
    public void Observe(Window window, Window last, IReadOnlyCollection<SeenCell[]> recent, IReadOnlyDictionary<CellKey, CellReading> readings)
    {
        var open = lifecycle.Tracks.Where(VerdictLifecycle.IsNamed).ToDictionary(t => t.Verdict.Id, StringComparer.Ordinal);
        foreach (var going in cases.Values)
        {
            Continue(going, open.GetValueOrDefault(going.VerdictId), recent.Last(), readings);
        }

        var isNewDay = window.EndMs / DayMs != last.EndMs / DayMs;
        foreach (var going in cases.Values.Where(c => isNewDay || IsOver(c)).ToArray())
        {
            Judge(window, going);
        }

        foreach (var track in open.Values.Where(t => t.Verdict.OpenedMs == window.EndMs && !cases.ContainsKey(t.Verdict.Id)))
        {
            Begin(track, recent);
        }
    }

    private void Judge(Window window, Case going)
    {
        if (refit.Judge(going) is { } overturned)
        {
            lifecycle.Retract(window, going, overturned);
            cases.Remove(going.VerdictId);
        }
        else if (IsOver(going))
        {
            cases.Remove(going.VerdictId);
        }
        else
        {
            going.BeginAnew();
        }
    }

    // What decided belongs to it, and the windows before it that decided with it.
    private void Begin(Track track, IReadOnlyCollection<SeenCell[]> recent)
    {
        var about = new Case(track.Verdict.Id, track.Term, track.Cells.Select(c => c.Cell));
        foreach (var window in recent)
        {
            about.AddStanding(window, levels);
        }

        cases.Add(about.VerdictId, about);
    }

    private void Continue(Case going, Track? open, SeenCell[] newest, IReadOnlyDictionary<CellKey, CellReading> readings)
    {
        if (open is { Missing: 0, Found: > 0 })
        {
            going.Accuse(open.Cells.Select(c => c.Cell));
        }

        var isSlow = lifecycle.StillSlow(going.Now, readings);
        going.Note(isSlow);
        if (open is null)
        {
            going.Age();
            if (isSlow)
            {
                going.AddAfter(newest, levels);
            }
        }
        else if (open is { Missing: 0, Found: > 0 } || !isSlow)
        {
            // In the others it was only held on to, while something else explained what is left of it.
            going.AddStanding(newest, levels);
        }
    }

    private bool IsOver(Case going) => going.Closed > 0 && (going.Quiet >= settings.SteadyWindows || going.Closed >= settings.RefitWindows);
}
