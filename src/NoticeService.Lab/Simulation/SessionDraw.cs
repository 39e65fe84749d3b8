using System.Globalization;

namespace NoticeService.Lab.Simulation;

/// <summary>Draws playbacks: of which server, which title, for how long. The same seat and number make the same one, whatever else happens.</summary>
internal sealed class SessionDraw(WorldOptions options, WorldNetwork network, LinkTable links)
{
    /// <summary>Whether a seat turns to a title that many turn to.</summary>
    /// <param name="seat">Number of the player.</param>
    /// <param name="isp">Index of its household's ISP.</param>
    public bool Watches(TitleEvent title, int seat, int isp) =>
        (title.Isp is not { } only || only == isp)
        && new SeededRandom(options.Seed, 9, (ulong)seat, (ulong)title.TopKbps).NextDouble() < title.Share;

    /// <summary>A seat's next playback.</summary>
    /// <param name="seat">Number of the player.</param>
    /// <param name="number">How many it had before.</param>
    /// <param name="household">Whose it is.</param>
    /// <param name="wifi">Of the household.</param>
    /// <param name="step">When it starts, in the world's steps.</param>
    /// <param name="underWay">It began before the world did: its buffer is filled, its next report due at any time.</param>
    public Session Draw(int seat, int number, Household household, HomeWifi wifi, long step, bool underWay)
    {
        var seconds = step * World.StepSeconds;
        var draw = new SeededRandom(options.Seed, 4, (ulong)seat, (ulong)number);
        var servers = network.ServersOf(household.Isp, household.Metro);
        var server = servers[draw.NextInt(servers.Length)];
        var path = network.PathOf(server);
        var top = DrawTop(ref draw, household.PlanKbps, options.TitleEvents.FirstOrDefault(e => e.IsOn(seconds) && Watches(e, seat, household.Isp)));
        return new Session
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{options.RunTag}-{options.Seed}-{seat:d6}-{number}"),
            Household = household,
            Wifi = wifi,
            Server = server,
            ServerName = network.Servers[server].Name,
            DesiredKbps = BitrateLadder.Rungs[BitrateLadder.Fitting(0.75 * household.PlanKbps, top)],
            AccessLink = links.Access(household.Isp, household.Metro),
            InterconnectLink = links.Interconnect(household.Isp, path, household.Metro),
            TransitLink = links.Transit(path, household.Metro),
            ServerLink = links.Server(server),
            EndsAt = seconds + draw.Exponential(options.MeanSessionSeconds),
            NextSampleAt = seconds + draw.Between(underWay ? 0 : options.ReportIntervalSeconds / 2, options.ReportIntervalSeconds),
            AttendedStep = step,
            Playback = new Playback(
                top,
                household.PlanKbps / 2.0,
                household.RoundTripSeconds,
                household.SaysAppLimited,
                underWay ? draw.Between(Playback.ResumeBufferSeconds, Playback.MaxBufferSeconds) : 0,
                new SeededRandom(options.Seed, 5, (ulong)seat, (ulong)number),
                draw.NextDouble() < options.ShortSegments ? 1 : BitrateLadder.SegmentSeconds),
        };
    }

    // Old titles have a low top rung, a few have 4K for those whose line carries it.
    private static int DrawTop(ref SeededRandom draw, int planKbps, TitleEvent? title)
    {
        var kbps = draw.NextDouble() switch
        {
            < 0.10 => 1_750,
            < 0.25 => 3_000,
            < 0.90 => 5_800,
            _ => planKbps >= 50_000 ? 15_600 : 5_800,
        };
        return BitrateLadder.Rungs.IndexOf(title?.TopKbps ?? kbps);
    }
}
