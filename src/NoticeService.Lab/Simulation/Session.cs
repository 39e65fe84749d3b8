namespace NoticeService.Lab.Simulation;

/// <summary>One playback of a household, and the links that it crosses.</summary>
internal sealed class Session
{
    public required string Id { get; init; }

    public required Household Household { get; init; }

    /// <summary>Index in the network.</summary>
    public required int Server { get; init; }

    public required string ServerName { get; init; }

    public required Playback Playback { get; init; }

    /// <summary>Of its household.</summary>
    public required HomeWifi Wifi { get; init; }

    /// <summary>What it would stream if nothing were crowded, kbit/s.</summary>
    public required double DesiredKbps { get; init; }

    /// <summary>Link numbers: access, interconnect, transit, server.</summary>
    public required int AccessLink { get; init; }

    public required int InterconnectLink { get; init; }

    public required int TransitLink { get; init; }

    public required int ServerLink { get; init; }

    /// <summary>When the viewer stops, world seconds.</summary>
    public required double EndsAt { get; set; }

    /// <summary>When the next sample is due, world seconds.</summary>
    public required double NextSampleAt { get; set; }

    /// <summary>Up to which step it was attended to.</summary>
    public long AttendedStep { get; set; }

    /// <summary>What the line gives since then, kbit/s; NaN while a link that it crosses may be full: then it is looked at in every step.</summary>
    public double FreeKbps { get; set; } = double.NaN;

    /// <summary>What its home lets through now, kbit/s; a trickle even in an outage, so that no download lasts for ever.</summary>
    public double AccessKbps(double worldSeconds) => Math.Max(64, Household.AccessKbps(worldSeconds) * Wifi.ShareAt(worldSeconds));

    /// <summary>
    /// The truth about its home: the fraction of the line's own norm that was missing over the last
    /// <see cref="Traces.Trace.FadeSeconds"/>, whatever the shared links did. Negative when it did better.
    /// </summary>
    public double HomeLost(double worldSeconds)
    {
        double sum = 0;
        for (var second = worldSeconds - Traces.Trace.FadeSeconds; second < worldSeconds; second++)
        {
            sum += AccessKbps(second);
        }

        return 1 - sum / Traces.Trace.FadeSeconds / (Household.PlanKbps * Household.Line.Norm);
    }

    public bool Crosses(int link) => link == AccessLink || link == InterconnectLink || link == TransitLink || link == ServerLink;
}
