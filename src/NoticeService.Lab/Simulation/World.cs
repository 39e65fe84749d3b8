using NoticeService.Lab.Traces;

namespace NoticeService.Lab.Simulation;

/// <summary>
/// Households that stream over shared links, in steps of virtual time. Crowding is nothing but a link with less capacity
/// than is wanted of it: who loses how much follows from fair sharing. A session is attended to when something changes for it,
/// and in every step only while a link that it crosses may be full. Not thread-safe.
/// </summary>
internal sealed class World
{
    /// <summary>Length of a step, s: short against a download, so that those which overlap share.</summary>
    public const double StepSeconds = 0.2;

    /// <summary>Steps in a second.</summary>
    public const int StepsPerSecond = 5;

    // Until buffers and estimates have forgotten how they were drawn.
    private const int SettleSeconds = 60;

    // A viewer's pause between two titles, s.
    private const double MinPause = 2, MaxPause = 20;

    // Players report on their own clocks, about every interval.
    private const double SampleJitterSeconds = 0.2;

    // All players find a new server within this time of a cut, s.
    private const double ReconnectSeconds = 30;

    private readonly WorldOptions options;
    private readonly int[] homeOfSeat;
    private readonly Session?[] sessions;
    private readonly long[] attendAt;
    private readonly int[] sessionNumbers;
    private readonly int[] downloadsOfHome;
    private readonly HomeWifi[] wifi;
    private readonly FairShare shares;
    private readonly SessionDraw draws;
    private readonly List<int> attended = [];
    private readonly List<(Session Session, double AccessKbps)> flows = [];
    private readonly double[] turnsAtS;
    private readonly long startMs;
    private int nextTurn;
    private long step;

    /// <summary>Makes the world and lets it settle: at time zero sessions are under way.</summary>
    /// <param name="startMs">The clock at world time zero, ms since the Unix epoch.</param>
    public World(WorldOptions options, WorldNetwork network, TraceLibrary traces, long startMs)
    {
        this.options = options;
        this.startMs = startMs;
        Households = Population.Draw(options, network, traces);
        homeOfSeat = [.. Households.SelectMany(home => Enumerable.Repeat(home.Index, home.Seats))];
        Links = new LinkTable(network);
        sessions = new Session?[homeOfSeat.Length];
        attendAt = new long[homeOfSeat.Length];
        sessionNumbers = new int[homeOfSeat.Length];
        downloadsOfHome = new int[Households.Count];
        wifi = [.. Households.Select(_ => new HomeWifi())];
        shares = new FairShare(Links.Count);
        draws = new SessionDraw(options, network, Links);
        turnsAtS = [.. options.TitleEvents.SelectMany(e => new[] { e.FromS, e.ToS }).Concat(options.ReconnectAtS is { } cut ? [cut] : []).Order()];
        step = -SettleSeconds * StepsPerSecond;
        for (var seat = 0; seat < homeOfSeat.Length; seat++)
        {
            var home = Households[homeOfSeat[seat]];
            if (home.ArrivesAtS <= Seconds)
            {
                Start(seat, underWay: true);
            }

            attendAt[seat] = StepAt(Math.Max(Seconds, home.ArrivesAtS)) + 1;
        }

        while (step < 0)
        {
            Step(null);
        }
    }

    public IReadOnlyList<Household> Households { get; }

    public LinkTable Links { get; }

    /// <summary>World time, s since zero.</summary>
    public double Seconds => step * StepSeconds;

    /// <summary>World time, ms since the Unix epoch.</summary>
    public long NowMs => startMs + (long)Math.Round(Seconds * 1000);

    /// <summary>Sessions that are under way.</summary>
    public IEnumerable<Session> Sessions => sessions.OfType<Session>();

    /// <summary>Gives every link that a selector means a fraction of what the sessions that cross it now want to stream.</summary>
    /// <param name="selector">Which links.</param>
    /// <param name="fraction">Above 0; below 1 is crowded.</param>
    /// <returns>How many links were squeezed; those that nobody uses are left alone.</returns>
    public int Crowd(LinkSelector selector, double fraction)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fraction);
        var squeezed = 0;
        foreach (var link in Links.Matching(selector))
        {
            var demand = DemandKbps(link);
            if (demand > 0)
            {
                Squeeze(link, fraction * demand);
                squeezed++;
            }
        }

        return squeezed;
    }

    /// <summary>What a link carries from now on.</summary>
    /// <param name="link">Its number.</param>
    /// <param name="kbps">Capacity, kbit/s.</param>
    /// <param name="others">Flows of others that want as much as they can get.</param>
    public void Squeeze(int link, double kbps, double others = 0)
    {
        var was = Links.IsSqueezed(link);
        Links.Squeeze(link, kbps, others);
        if (!was)
        {
            Attend(link);
        }
    }

    /// <summary>Gives the links back what they had in calm.</summary>
    public void Restore(LinkSelector selector)
    {
        foreach (var link in Links.Matching(selector))
        {
            Links.Restore(link);
        }
    }

    /// <summary>Lets the Wi-Fi of some homes fade, of those that watch now, in the order of their numbers.</summary>
    /// <param name="where">ISP and metro; what is left out means all.</param>
    /// <param name="homes">How many, at most.</param>
    /// <param name="share">The part of their line that gets through, above 0.</param>
    /// <returns>How many there were.</returns>
    public int Fade(LinkSelector where, int homes, double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(share);
        var chosen = Sessions.Where(session => where.Matches(Links[session.AccessLink] with { Kind = LinkKind.Home })).Take(homes).ToList();
        chosen.ForEach(session => session.Wifi.Set(Seconds, share));
        return chosen.Count;
    }

    /// <summary>Ends every fade there.</summary>
    public void Recover(LinkSelector where)
    {
        foreach (var household in Households.Where(h => wifi[h.Index].ShareAt(Seconds) < 1))
        {
            if (where.Matches(Links[Links.Access(household.Isp, household.Metro)] with { Kind = LinkKind.Home }))
            {
                wifi[household.Index].Set(Seconds, 1);
            }
        }
    }

    /// <summary>What the sessions that cross a link now would stream if nothing were crowded, kbit/s.</summary>
    public double DemandKbps(int link) => Sessions.Where(session => session.Crosses(link)).Sum(session => session.DesiredKbps);

    /// <summary>One step of <see cref="StepSeconds"/>.</summary>
    public void Step(IWorldObserver? observer)
    {
        step++;
        for (; nextTurn < turnsAtS.Length && turnsAtS[nextTurn] <= Seconds; nextTurn++)
        {
            Turn(turnsAtS[nextTurn]);
        }

        shares.Clear();
        flows.Clear();
        attended.Clear();
        for (var seat = 0; seat < attendAt.Length; seat++)
        {
            if (attendAt[seat] <= step && Attend(seat, observer))
            {
                attended.Add(seat);
            }
        }

        if (flows.Count > 0)
        {
            shares.Solve(Links.CapacityKbps, Links.Background);
            Deliver();
        }

        foreach (var seat in attended)
        {
            GoOn(seat, sessions[seat]!, observer);
        }
    }

    private static long StepAt(double seconds) => (long)Math.Ceiling(seconds * StepsPerSecond - 1e-9);

    // Sessions in the middle of a download must share from now on.
    private void Attend(int link)
    {
        for (var seat = 0; seat < sessions.Length; seat++)
        {
            if (sessions[seat] is { } session && session.Crosses(link))
            {
                attendAt[seat] = step + 1;
            }
        }
    }

    // Ends or starts the seat's session when its time has come, and brings it up to now. False when there is none.
    private bool Attend(int seat, IWorldObserver? observer)
    {
        var session = sessions[seat];
        if (session is null)
        {
            session = Start(seat, underWay: false);
            observer?.SessionStarted(session);
            return true;
        }

        if (Seconds >= session.EndsAt)
        {
            End(seat, session, observer);
            return false;
        }

        var elapsed = (step - session.AttendedStep) * StepSeconds;
        session.AttendedStep = step;
        session.Playback.Play(elapsed);
        if (session.Playback.Downloading)
        {
            Download(session, elapsed);
        }

        return true;
    }

    private void End(int seat, Session session, IWorldObserver? observer)
    {
        downloadsOfHome[homeOfSeat[seat]] -= session.Playback.Downloading ? 1 : 0;
        sessions[seat] = null;
        var pause = new SeededRandom(options.Seed, 6, (ulong)seat, (ulong)sessionNumbers[seat]).Between(MinPause, MaxPause);
        attendAt[seat] = StepAt(Seconds + pause);
        observer?.SessionEnded(session);
    }

    private void Download(Session session, double elapsed)
    {
        if (!double.IsNaN(session.FreeKbps))
        {
            var bits = Math.Min(session.FreeKbps * 1000 * elapsed, session.Playback.RemainingBits);
            Receive(session, bits, Math.Min(elapsed, bits / (session.FreeKbps * 1000)), 0);
            return;
        }

        var access = LineKbps(session);
        var rest = session.Playback.RemainingBits / StepSeconds / 1000;
        shares.Add(Math.Min(access, rest), session.AccessLink, session.InterconnectLink, session.TransitLink, session.ServerLink);
        flows.Add((session, access));
    }

    // A download that ends within the step ran at the line's rate, or the fair share of its tightest link, not at the step's mean.
    private void Deliver()
    {
        for (var flow = 0; flow < flows.Count; flow++)
        {
            var (session, access) = flows[flow];
            var bits = Math.Min(shares.Rate(flow) * 1000 * StepSeconds, session.Playback.RemainingBits);
            var rate = Math.Min(access, shares.Limit(flow)) * 1000;
            var seconds = rate > 0 ? Math.Min(StepSeconds, bits / rate) : StepSeconds;
            Receive(session, bits, seconds, Math.Max(0, seconds - bits / (access * 1000)));
        }
    }

    private void Receive(Session session, double bits, double seconds, double crowded)
    {
        session.Playback.Receive(bits, seconds, crowded);
        downloadsOfHome[session.Household.Index] -= session.Playback.Downloading ? 0 : 1;
    }

    // Players of one home share its line.
    private double LineKbps(Session session) =>
        session.AccessKbps(Seconds) / Math.Max(1, downloadsOfHome[session.Household.Index]);

    // Asks, reports, and decides when to look again.
    private void GoOn(int seat, Session session, IWorldObserver? observer)
    {
        var playback = session.Playback;
        if (!playback.Downloading)
        {
            playback.AskIfRoom();
            downloadsOfHome[homeOfSeat[seat]] += playback.Downloading ? 1 : 0;
        }

        if (Seconds >= session.NextSampleAt)
        {
            Report(seat, session, observer);
        }

        var until = Math.Min(StepAt(session.EndsAt), StepAt(session.NextSampleAt));
        session.FreeKbps = double.NaN;
        if (!playback.Downloading)
        {
            until = Math.Min(until, StepAt(Seconds + playback.SecondsUntilRoom));
        }
        else if (MayBeCrowded(session))
        {
            until = step + 1;
        }
        else
        {
            // The line's own rate holds until the next second.
            session.FreeKbps = LineKbps(session);
            until = Math.Min(until, StepAt(Math.Min(Math.Floor(Seconds + 1e-9) + 1, Seconds + playback.RemainingBits / (session.FreeKbps * 1000))));
        }

        attendAt[seat] = Math.Max(step + 1, until);
    }

    private bool MayBeCrowded(Session session) =>
        Links.IsSqueezed(session.AccessLink) || Links.IsSqueezed(session.InterconnectLink) || Links.IsSqueezed(session.TransitLink) || Links.IsSqueezed(session.ServerLink);

    private void Report(int seat, Session session, IWorldObserver? observer)
    {
        session.NextSampleAt += options.ReportIntervalSeconds;
        var jitter = new SeededRandom(options.Seed, 7, (ulong)seat, (ulong)step).Between(-SampleJitterSeconds, SampleJitterSeconds);
        var sample = session.Playback.TakeSample(session.ServerName, NowMs + (long)(jitter * 1000));
        observer?.Sampled(session, sample);
    }

    // A cut, or something that many turn to: those whom it takes begin anew.
    private void Turn(double atS)
    {
        for (var seat = 0; seat < sessions.Length; seat++)
        {
            if (sessions[seat] is not { } session)
            {
                continue;
            }

            var draw = new SeededRandom(options.Seed, 8, (ulong)seat, (ulong)(atS * StepsPerSecond));
            if (options.ReconnectAtS == atS || options.TitleEvents.Any(e => (e.FromS == atS || e.ToS == atS) && draws.Watches(e, seat, Households[homeOfSeat[seat]].Isp)))
            {
                session.EndsAt = Math.Min(session.EndsAt, Seconds + draw.Between(0, ReconnectSeconds));
                attendAt[seat] = Math.Min(attendAt[seat], StepAt(session.EndsAt));
            }
        }
    }

    private Session Start(int seat, bool underWay) =>
        sessions[seat] = draws.Draw(seat, sessionNumbers[seat]++, Households[homeOfSeat[seat]], wifi[homeOfSeat[seat]], step, underWay);
}
