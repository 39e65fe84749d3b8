using System.Globalization;
using NoticeService.Lab.Traces;

namespace NoticeService.Lab.Simulation;

/// <summary>
/// Households that stream over shared links, in steps of virtual time. Crowding is nothing but a link with less capacity
/// than its players want: who loses how much follows from fair sharing. Not thread-safe.
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

    private readonly WorldOptions options;
    private readonly WorldNetwork network;
    private readonly Session?[] sessions;
    private readonly double[] nextStartAt;
    private readonly int[] sessionNumbers;
    private readonly HomeWifi[] wifi;
    private readonly FairShare shares;
    private readonly List<Session> downloading = [];
    private readonly List<double> accessKbps = [];
    private readonly long startMs;
    private SeededRandom random;
    private long step;

    /// <summary>Makes the world and lets it settle: at time zero sessions are under way.</summary>
    /// <param name="startMs">The clock at world time zero, ms since the Unix epoch.</param>
    public World(WorldOptions options, WorldNetwork network, TraceLibrary traces, long startMs)
    {
        this.options = options;
        this.network = network;
        this.startMs = startMs;
        random = new SeededRandom(options.Seed, 3);
        Households = Population.Draw(options, network, traces);
        Links = new LinkTable(network);
        sessions = new Session?[Households.Count];
        nextStartAt = new double[Households.Count];
        sessionNumbers = new int[Households.Count];
        wifi = [.. Households.Select(_ => new HomeWifi())];
        shares = new FairShare(Links.Count);
        step = -SettleSeconds * StepsPerSecond;
        foreach (var household in Households)
        {
            Start(household, underWay: true);
        }

        ProvisionLinks();
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
                Links.Squeeze(link, fraction * demand);
                squeezed++;
            }
        }

        return squeezed;
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
        var now = Seconds;
        shares.Clear();
        downloading.Clear();
        accessKbps.Clear();
        for (var i = 0; i < sessions.Length; i++)
        {
            if (Attend(i, now, observer) is { } session)
            {
                session.Playback.Advance(StepSeconds);
                if (session.Playback.Downloading)
                {
                    Demand(session, now);
                }
            }
        }

        shares.Solve(Links.CapacityKbps);
        Deliver();
        Report(now, observer);
    }

    // Ends or starts the household's session when its time has come.
    private Session? Attend(int index, double now, IWorldObserver? observer)
    {
        var session = sessions[index];
        if (session is not null && now >= session.EndsAt)
        {
            sessions[index] = null;
            nextStartAt[index] = now + random.Between(MinPause, MaxPause);
            observer?.SessionEnded(session);
            return null;
        }

        if (session is null && now >= nextStartAt[index])
        {
            session = Start(Households[index], underWay: false);
            observer?.SessionStarted(session);
        }

        return session;
    }

    private void Demand(Session session, double now)
    {
        var access = session.AccessKbps(now);
        var rest = session.Playback.RemainingBits / StepSeconds / 1000;
        shares.Add(Math.Min(access, rest), session.AccessLink, session.InterconnectLink, session.TransitLink, session.ServerLink);
        downloading.Add(session);
        accessKbps.Add(access);
    }

    // A download that ends within the step ran at the line's rate, or the fair share of its tightest link, not at the step's mean.
    private void Deliver()
    {
        for (var flow = 0; flow < downloading.Count; flow++)
        {
            var bits = Math.Min(shares.Rate(flow) * 1000 * StepSeconds, downloading[flow].Playback.RemainingBits);
            var rate = Math.Min(accessKbps[flow], shares.Limit(flow)) * 1000;
            downloading[flow].Playback.Receive(bits, rate > 0 ? Math.Min(StepSeconds, bits / rate) : StepSeconds);
        }
    }

    private void Report(double now, IWorldObserver? observer)
    {
        foreach (var session in sessions)
        {
            if (session is null || now < session.NextSampleAt)
            {
                continue;
            }

            session.NextSampleAt += options.ReportIntervalSeconds;
            var clientMs = NowMs + (long)(random.Between(-SampleJitterSeconds, SampleJitterSeconds) * 1000);
            var sample = session.Playback.TakeSample(session.ServerName, clientMs);
            observer?.Sampled(session, sample);
        }
    }

    private Session Start(Household household, bool underWay)
    {
        var number = sessionNumbers[household.Index]++;
        var draw = new SeededRandom(options.Seed, 4, (ulong)household.Index, (ulong)number);
        var servers = network.ServersOf(household.Isp, household.Metro);
        var server = servers[draw.NextInt(servers.Length)];
        var path = network.PathOf(server);
        var top = DrawTop(ref draw, household.PlanKbps);
        var session = new Session
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{options.RunTag}-{options.Seed}-{household.Index:d6}-{number}"),
            Household = household,
            Wifi = wifi[household.Index],
            Server = server,
            ServerName = network.Servers[server].Name,
            DesiredKbps = BitrateLadder.Rungs[BitrateLadder.Fitting(0.75 * household.PlanKbps, top)],
            AccessLink = Links.Access(household.Isp, household.Metro),
            InterconnectLink = Links.Interconnect(household.Isp, path, household.Metro),
            TransitLink = Links.Transit(path, household.Metro),
            ServerLink = Links.Server(server),
            EndsAt = Seconds + draw.Exponential(options.MeanSessionSeconds),
            NextSampleAt = Seconds + draw.Between(underWay ? 0 : options.ReportIntervalSeconds / 2, options.ReportIntervalSeconds),
            Playback = new Playback(
                top,
                household.PlanKbps / 2.0,
                household.RoundTripSeconds,
                household.SaysAppLimited,
                underWay ? draw.Between(Playback.ResumeBufferSeconds, Playback.MaxBufferSeconds) : 0,
                new SeededRandom(options.Seed, 5, (ulong)household.Index, (ulong)number)),
        };
        sessions[household.Index] = session;
        return session;
    }

    // Old titles have a low top rung, a few have 4K for those whose line carries it.
    private static int DrawTop(ref SeededRandom draw, int planKbps)
    {
        var kbps = draw.NextDouble() switch
        {
            < 0.10 => 1_750,
            < 0.25 => 3_000,
            < 0.90 => 5_800,
            _ => planKbps >= 50_000 ? 15_600 : 5_800,
        };
        return BitrateLadder.Rungs.IndexOf(kbps);
    }

    private void ProvisionLinks()
    {
        for (var link = 0; link < Links.Count; link++)
        {
            Links.Provision(link, options.Headroom * DemandKbps(link) + options.HeadroomFloorKbps);
        }
    }
}
