using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Lab.RealCases;

/// <summary>How an answer stands to what M-Lab found.</summary>
internal enum Standing : byte
{
    /// <summary>M-Lab said nothing.</summary>
    Unjudged,

    /// <summary>The same.</summary>
    Met,

    /// <summary>Nobody wrong is named, but not all that M-Lab named; or crowding is seen where M-Lab saw none.</summary>
    Weaker,

    /// <summary>Nothing is said, where M-Lab found something.</summary>
    Missed,

    /// <summary>Somebody is named whom M-Lab did not name.</summary>
    Wrong,
}

/// <summary>What the engine says at the end of one phase.</summary>
/// <param name="Phase">Which.</param>
/// <param name="Open">Its open verdicts.</param>
/// <param name="Cells">How each pair stands; a pair without figures is missing.</param>
/// <param name="Standing">Against the finding.</param>
internal sealed record PhaseAnswer(CasePhase Phase, IReadOnlyList<Verdict> Open, IReadOnlyDictionary<CaseCell, CellState> Cells, Standing Standing);

/// <summary>Runs the engine of the service on a case: calm is learned, then each phase is judged.</summary>
internal static class CaseRun
{
    /// <param name="source">The case.</param>
    /// <param name="settings">The engine's thresholds.</param>
    /// <param name="draw">Which homes are drawn from its medians.</param>
    public static IReadOnlyList<PhaseAnswer> Of(RealCase source, VerdictSettings settings, ulong draw = 0)
    {
        var adapter = new CaseAdapter(source, draw);
        var names = adapter.Names();
        var engine = new VerdictEngine(settings) { Names = names };
        var window = At(source.Phases[0].Date.AddDays(-1));
        foreach (var cells in Enumerable.Repeat(adapter, source.CalmTimes).SelectMany(a => a.Play(-1)))
        {
            engine.LearnCalm(window = window.Next, cells);
        }

        var answers = new List<PhaseAnswer>();
        for (var phase = 0; phase < source.Phases.Count; phase++)
        {
            window = At(source.Phases[phase].Date);
            foreach (var cells in adapter.Play(phase))
            {
                engine.Evaluate(window = window.Next, cells);
            }

            var feed = engine.Feed();
            var open = feed.Open.ToList();
            var states = feed.Cells.ToDictionary(c => c.Cell);
            answers.Add(new PhaseAnswer(
                source.Phases[phase],
                open,
                source.Cells.Where(c => states.ContainsKey(adapter.KeyOf(c))).ToDictionary(c => c, c => states[adapter.KeyOf(c)]),
                Judge(source.Phases[phase].Expected, [.. open.Select(v => new Named(v.Culprit, names.FindIsp(v.Isp ?? "")?.Name, names.FindPath(v.Path ?? "")?.Name))])));
        }

        return answers;
    }

    /// <summary>Compares what is said with what was expected. Who is undetermined does not matter, only whether somebody is.</summary>
    public static Standing Judge(IReadOnlyList<Named>? expected, IReadOnlyList<Named> said)
    {
        if (expected is null)
        {
            return Standing.Unjudged;
        }

        var (accused, found) = (Accused(expected), Accused(said));
        var isSame = found.SetEquals(accused) && expected.Count > accused.Count == said.Count > found.Count;
        return !found.IsSubsetOf(accused) ? Standing.Wrong
            : isSame ? Standing.Met
            : said.Count == 0 ? Standing.Missed : Standing.Weaker;
    }

    private static HashSet<Named> Accused(IEnumerable<Named> named) => [.. named.Where(n => n.Culprit != Culprit.Undetermined)];

    // Nine in the evening in New York.
    private static Window At(DateOnly date) =>
        Window.At(new DateTimeOffset(date, new TimeOnly(1, 0), TimeSpan.Zero).ToUnixTimeMilliseconds());
}
