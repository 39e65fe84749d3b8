using System.Globalization;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Networks;

namespace NoticeService.Domain.Verdicts;

/// <summary>
/// Suspected, open, closed: opens once, stays while it holds, does not flap. A term is followed by whom it accuses; whether
/// somebody may be named for it can change while it is followed, and then the verdict changes. Not thread-safe.
/// </summary>
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
    /// <param name="readings">All cells.</param>
    public void Observe(Window window, IReadOnlyList<Finding> findings, IReadOnlyDictionary<CellKey, CellReading> readings)
    {
        var found = findings.ToDictionary(f => f.Term);
        var followed = findings.Select(f => Follow(window, f, findings, readings)).ToArray();
        foreach (var track in followed)
        {
            tracks[track.Term] = track;
        }

        foreach (var track in tracks.Values.Where(t => !found.ContainsKey(t.Term)).ToArray())
        {
            Miss(window, track, followed, readings);
        }

        closed.RemoveAll(v => (v.RetractedMs ?? v.ClosedMs) < window.EndMs - settings.ShowClosedForMs);
    }

    /// <summary>A verdict that was named and cannot stand. One that is still open closes.</summary>
    public void Retract(Window window, Case about, Overturned why)
    {
        if (tracks.Values.FirstOrDefault(t => t.Verdict.Id == about.VerdictId) is { } track)
        {
            tracks.Remove(track.Term);
            Close(window, track.Verdict);
        }

        var at = closed.FindIndex(v => v.Id == about.VerdictId);
        if (at >= 0)
        {
            closed[at] = closed[at] with { State = VerdictState.Retracted, RetractedMs = window.EndMs, Retraction = VerdictReason.Of(about, why, Names) };
        }
    }

    private Track Follow(Window window, Finding finding, IReadOnlyCollection<Finding> fit, IReadOnlyDictionary<CellKey, CellReading> readings)
    {
        var known = tracks.GetValueOrDefault(finding.Term);
        var parts = known is null ? PartsOf(finding) : [];
        var track = known ?? Begin(window, finding, parts);
        track = known is null && parts.Count == 0
            ? FirstWeighed(window, track, finding)
            : track.Weighed(Weigh(window, track, finding.PeerShare, readings), settings);
        var evidence = track.Evidence;
        var foundFor = track.Missing == 0 ? track.Found + 1 : 1;

        // Where the test counts the window before the first finding, it was seen in that one too. An undetermined verdict waits: what
        // looks ambiguous while the windows fill up is often clear a moment later.
        var seenFor = known is null ? foundFor + track.Weighings.Count - 1 : foundFor;
        var isSteady = finding.Doubt == Doubt.None ? seenFor >= 2 : foundFor >= 2 * settings.SteadyWindows;
        var culprit = finding.Doubt == Doubt.None ? finding.Term.Culprit : Culprit.Undetermined;
        var agreed = culprit == track.Verdict.Culprit ? track.Agreed + 1 : 1;
        var verdict = Turn(window, track.Verdict, finding, evidence, culprit, isSteady, agreed);
        var figures = VerdictEvidence.Of(finding, track.Verdict.Evidence?.Certainty, new Certainty(window.EndMs, evidence.LnM), settings);
        return track with
        {
            Cells = [.. finding.Cells.Select(c => new AccusedCell(c.Key, c.Cap!.Value))],
            PeerShare = finding.PeerShare,
            Doubt = finding.Doubt,
            Found = foundFor,
            Agreed = culprit == verdict.Culprit && culprit != track.Verdict.Culprit ? 1 : agreed,
            Missing = 0,
            Verdict = verdict with
            {
                Metros = finding.Metros,
                Confidence = Confidence(evidence.LnM),
                Drop = finding.Accused.Lost,
                Sessions = finding.Sessions / settings.RecentWindows,
                Households = finding.Households,
                Reason = VerdictReason.Of(finding, verdict.State, evidence.LnM, Names),
                Evidence = verdict.State == VerdictState.Open ? figures.With(finding, fit, readings.Values, settings) : figures,
            },
        };
    }

    // The verdict's culprit and state after this window.
    private Verdict Turn(Window window, Verdict verdict, Finding finding, in EvidenceProcess evidence, Culprit culprit, bool isSteady, int agreed)
    {
        if (verdict.State != VerdictState.Open)
        {
            verdict = verdict with { Culprit = culprit };
            if (!isSteady || !MayOpen(finding, evidence))
            {
                return verdict;
            }

            // Under the id by which it was suspected, so that what was said of the suspicion, a dispute's pause above all, holds for it.
            return culprit == finding.Term.Culprit ? OpenNow(window, verdict, verdict.Id) : OpenNow(window, verdict, IdOf(finding.Term with { Culprit = culprit }, window.EndMs));
        }

        // What was named stays named through a few doubtful windows; what was undetermined is named as soon as that is steady.
        var steady = culprit == Culprit.Undetermined ? 2 * settings.SteadyWindows : 2;
        if (culprit == verdict.Culprit || agreed < steady)
        {
            return verdict;
        }

        Close(window, verdict);
        return OpenNow(window, verdict with { Culprit = culprit }, IdOf(finding.Term with { Culprit = culprit }, window.EndMs));
    }

    private static Verdict OpenNow(Window window, Verdict verdict, string id) => verdict with
    {
        Id = id,
        State = VerdictState.Open,
        OpenedMs = window.EndMs,
    };

    private bool MayOpen(Finding finding, in EvidenceProcess evidence) =>
        evidence.LnM >= settings.CertainLnM
        && finding.Households >= settings.MinHouseholds
        && finding.Blocks >= settings.MinBlocks
        && finding.Accused.LostAtLeast >= settings.ClosedDrop;

    // The strata that testify were chosen with this very window. Among k strata there are k caps to choose from, so that choice
    // costs ln k a cap; cells that share a cap share the choice, but one that is low only in company might have been left out.
    //
    // Crowding seldom begins with a window: what is found now was there in the window before too, or in a part of it. The e-detector
    // sums over all beginnings, so both that window and this one may be the first, each with bets of its own, and the larger of
    // the two is no more than their sum. The choice is paid once, on what both have come to.
    private Track FirstWeighed(Window window, Track track, Finding finding)
    {
        var cells = finding.Cells.Where(c => !IsExplained(c.Key, finding.Term)).ToArray();
        var choice = cells.GroupBy(c => c.Cap).Sum(g => Math.Log(Math.Max(1, g.Max(c => c.CapCandidates))) + g.Count(c => c.JoinedOnly) * Math.Log(2));
        var accused = Finding.Sum(cells);
        var reference = Reference(accused, finding.PeerShare);
        var now = new Weighing(window.EndMs, default, accused.NewHouseholds, accused.NewDegraded, reference, accused.Correlation, 1, choice);
        var before = new Weighing(window.Previous.EndMs, default, accused.PriorHouseholds, accused.PriorDegraded, reference, accused.Correlation, 1, 0);
        var since = now with { Before = before.After(settings), Fresh = accused.Fresh };
        return since.After(settings).LnOnePlusM > now.After(settings).LnOnePlusM
            ? track.Weighed(before, settings).Weighed(since, settings)
            : track.Weighed(now, settings);
    }

    // What was suspected of parts of a wider term was seen of the wider term too.
    private IReadOnlyList<Track> PartsOf(Finding finding)
    {
        var cells = finding.Cells.Select(c => c.Key).ToHashSet();
        return [.. tracks.Values.Where(t => t.Verdict.State == VerdictState.Suspected && t.Missing == 0 && t.Cells.All(c => cells.Contains(c.Cell)))];
    }

    // The newest window in the cells and strata that were accused before it came.
    private Weighing Weigh(Window window, Track track, double peerShare, IReadOnlyDictionary<CellKey, CellReading> readings)
    {
        var accused = default(PooledReading);
        var isOpen = track.Verdict.State == VerdictState.Open;
        foreach (var (cell, cap) in track.Cells)
        {
            if (readings.TryGetValue(cell, out var reading) && (isOpen || !IsExplained(cell, track.Term)))
            {
                accused += reading.Testifying(cap);
            }
        }

        return new Weighing(window.EndMs, track.Evidence, accused.NewHouseholds, accused.NewDegraded, Reference(accused, peerShare), accused.Correlation, accused.Fresh, 0);
    }

    // What an open verdict explains is no evidence for another term: a wider one must be seen where that one does not reach.
    private bool IsExplained(CellKey cell, Term by) => tracks.Values.Any(t => IsNamed(t) && t.Term != by && t.Accuses(cell));

    /// <summary>Whether it names somebody in public.</summary>
    public static bool IsNamed(Track track) => track.Verdict.State == VerdictState.Open && track.Verdict.Culprit != Culprit.Undetermined;

    private double Reference(in PooledReading accused, double peerShare) => Math.Max(accused.CalmShare, peerShare) + settings.Margin;

    private void Miss(Window window, Track track, IReadOnlyList<Track> found, IReadOnlyDictionary<CellKey, CellReading> readings)
    {
        // Other terms explain the same cells: a suspicion ends as soon as one of them is as sure, an open verdict when they explain
        // all of it.
        var others = found.Where(f => f.Verdict.State == VerdictState.Open).ToArray();
        var superseded = track.Verdict.State == VerdictState.Open
            ? track.Cells.All(c => others.Any(f => f.Accuses(c.Cell)))
            : track.Cells.Any(c => others.Any(f => f.Accuses(c.Cell)));
        var holds = !superseded && track.Verdict.State == VerdictState.Open && StillSlow(track.Cells.Select(c => c.Cell), readings);
        var missing = holds ? 0 : track.Missing + 1;
        var weighed = track.Weighed(Weigh(window, track, track.PeerShare, readings), settings);

        // What has evidence behind it is weighed on for a while although it was not found: a faint drop is not found in every
        // window, and each that shows none counts against it.
        var isFaint = track.Verdict.State == VerdictState.Suspected && weighed.Evidence.LnM > 0 && missing < settings.FaintWindows;
        if (superseded || (missing >= settings.SteadyWindows && !isFaint))
        {
            tracks.Remove(track.Term);
            if (track.Verdict.State == VerdictState.Open)
            {
                Close(window, track.Verdict);
            }

            return;
        }

        // A window in which it was not found counts against it all the same.
        tracks[track.Term] = weighed with { Missing = missing, Found = 0, Agreed = 0 };
    }

    /// <summary>Whether cells that were accused have not recovered.</summary>
    public bool StillSlow(IEnumerable<CellKey> accused, IReadOnlyDictionary<CellKey, CellReading> readings)
    {
        var now = default(PooledReading);
        foreach (var key in accused)
        {
            if (readings.TryGetValue(key, out var cell))
            {
                now += cell.PooledReading;
            }
        }

        return now.Households >= settings.MinHouseholds && now.Lost >= settings.ClosedDrop;
    }

    private void Close(Window window, Verdict verdict) => closed.Add(verdict with { State = VerdictState.Closed, ClosedMs = window.EndMs });

    private static Track Begin(Window window, Finding finding, IReadOnlyList<Track> parts) => new()
    {
        Term = finding.Term,

        // The surest of the parts, at the price of having chosen it.
        Evidence = parts.Count == 0 ? default : parts.MaxBy(t => t.Evidence.LnOnePlusM)!.Evidence.Less(Math.Log(parts.Count)),
        Cells = [.. parts.SelectMany(t => t.Cells).DistinctBy(c => c.Cell).OrderBy(c => c.Cell)],
        Found = parts.Count == 0 ? 0 : parts.Max(t => t.Found),
        Verdict = new Verdict
        {
            Id = IdOf(finding.Term, window.EndMs),
            Culprit = finding.Doubt == Doubt.None ? finding.Term.Culprit : Culprit.Undetermined,
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
