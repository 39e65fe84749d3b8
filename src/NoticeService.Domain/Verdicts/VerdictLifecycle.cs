using System.Globalization;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Networks;

namespace NoticeService.Domain.Verdicts;

/// <summary>Suspected, open, closed: opens once, stays while it holds, does not flap. Not thread-safe.</summary>
internal sealed class VerdictLifecycle(VerdictSettings settings)
{
    private readonly SortedDictionary<Term, Track> tracks = [];
    private readonly List<Verdict> closed = [];

    /// <summary>By which ISPs and paths are known, for the reasons.</summary>
    public NetworkTable Names { get; set; } = NetworkTable.Empty;

    public IEnumerable<Track> Tracks => tracks.Values;

    public IReadOnlyList<Verdict> Closed => closed;

    public void Restore(EngineState state)
    {
        foreach (var track in state.Tracks)
        {
            tracks[track.Term] = track;
        }

        closed.AddRange(state.Closed);
    }

    /// <summary>One window's findings.</summary>
    /// <param name="window">The newest window.</param>
    /// <param name="findings">What explains the low cells now.</param>
    /// <param name="readings">All cells, for terms that are no longer found.</param>
    public void Observe(Window window, IReadOnlyList<PooledFinding> findings, IReadOnlyDictionary<CellKey, CellReading> readings)
    {
        var found = findings.ToDictionary(f => f.Term);
        foreach (var finding in findings)
        {
            tracks[finding.Term] = Follow(window, finding);
        }

        foreach (var track in tracks.Values.Where(t => !found.ContainsKey(t.Term)).ToArray())
        {
            Miss(window, track, findings, readings);
        }

        closed.RemoveAll(v => v.ClosedMs < window.EndMs - settings.ShowClosedForMs);
    }

    private Track Follow(Window window, PooledFinding finding)
    {
        var track = tracks.GetValueOrDefault(finding.Term) ?? Begin(window, finding);
        var accused = finding.Accused;
        var reference = Math.Max(accused.CalmShare, finding.PeerShare) + settings.Margin;
        var evidence = track.Evidence.Observe(accused.NewHouseholds, accused.NewDegraded, reference, accused.Correlation, accused.Serial, settings);
        var foundFor = track.Missing == 0 ? track.Found + 1 : 1;
        var state = track.Verdict.State;
        if (state == VerdictState.Suspected && MayOpen(finding, evidence, foundFor))
        {
            state = VerdictState.Open;
        }

        var opens = state == VerdictState.Open && track.Verdict.State == VerdictState.Suspected;
        var openedMs = opens ? window.EndMs : track.Verdict.OpenedMs;
        return track with
        {
            Evidence = evidence,
            Cells = [.. finding.Cells.Select(c => c.Key)],
            Found = foundFor,
            Missing = 0,
            Verdict = track.Verdict with
            {
                Id = opens ? IdOf(finding.Term, openedMs) : track.Verdict.Id,
                State = state,
                Metros = finding.Metros,
                OpenedMs = openedMs,
                Confidence = Confidence(evidence.LnM),
                Drop = accused.Lost,
                Sessions = finding.Sessions / settings.RecentWindows,
                Households = finding.Households,
                Reason = VerdictReason.Of(finding, state, evidence.LnM, Names),
                Evidence = VerdictEvidence.Of(finding, track.Verdict.Evidence?.Certainty, new Certainty(window.EndMs, evidence.LnM)),
            },
        };
    }

    // An undetermined verdict waits: what looks ambiguous while the windows fill up is often clear a moment later.
    private bool MayOpen(PooledFinding finding, in EvidenceProcess evidence, int foundFor) =>
        evidence.LnM >= settings.CertainLnM
        && finding.Households >= settings.MinHouseholds
        && finding.Blocks >= settings.MinBlocks
        && finding.Accused.Lost >= settings.NamedDrop
        && foundFor >= (finding.Doubt == Doubt.None ? 2 : 2 * settings.SteadyWindows);

    private void Miss(Window window, Track track, IReadOnlyList<PooledFinding> findings, IReadOnlyDictionary<CellKey, CellReading> readings)
    {
        // Another term explains the same cells: this one is superseded as soon as the other is as sure.
        var superseded = findings.Any(f => tracks[f.Term].Verdict.State == VerdictState.Open && f.Cells.Any(c => track.Cells.Contains(c.Key)));
        var holds = !superseded && track.Verdict.State == VerdictState.Open && StillSlow(track, readings);
        var missing = holds ? 0 : track.Missing + 1;
        if (superseded || missing >= settings.SteadyWindows)
        {
            tracks.Remove(track.Term);
            if (track.Verdict.State == VerdictState.Open)
            {
                closed.Add(track.Verdict with { State = VerdictState.Closed, ClosedMs = window.EndMs });
            }

            return;
        }

        tracks[track.Term] = track with { Missing = missing, Found = 0 };
    }

    private bool StillSlow(Track track, IReadOnlyDictionary<CellKey, CellReading> readings)
    {
        var now = default(PooledReading);
        foreach (var key in track.Cells)
        {
            if (readings.TryGetValue(key, out var cell))
            {
                now += cell.PooledReading;
            }
        }

        return now.Households >= settings.MinHouseholds && now.Lost >= settings.ClosedDrop;
    }

    private static Track Begin(Window window, PooledFinding finding) => new()
    {
        Term = finding.Term,
        Verdict = new Verdict
        {
            Id = IdOf(finding.Term, window.EndMs),
            Culprit = finding.Term.Culprit,
            State = VerdictState.Suspected,
            Isp = finding.Term.Isp,
            Path = finding.Term.Path,

            // The recent windows' median turns when half of them are low: the crowding began about a window earlier.
            OnsetMs = window.Previous.StartMs,
            OpenedMs = window.EndMs,
            Confidence = 0,
            Drop = finding.Accused.Lost,
            Sessions = 0,
            Households = 0,
            Reason = "",
        },
    };

    // At the threshold the budget's own rate, one in a thousand; a factor e less for each unit of ln M beyond it.
    private double Confidence(double lnM) => Math.Clamp(1 - 0.001 * Math.Exp(settings.CertainLnM - lnM), 0, 1);

    private static string IdOf(Term term, long atMs)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(atMs).ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        return string.Join('.', new[] { term.Culprit.ToString().ToLowerInvariant(), term.Isp, term.Path, at }.Where(p => p is not null));
    }
}
