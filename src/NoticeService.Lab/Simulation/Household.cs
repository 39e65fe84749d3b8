using NoticeService.Lab.Traces;

namespace NoticeService.Lab.Simulation;

/// <summary>A subscriber and its line: the same for the same seed and number in every run.</summary>
/// <param name="Index">Number in the world, from 0.</param>
/// <param name="UserId">What its players send.</param>
/// <param name="Address">Its public IPv4 address.</param>
/// <param name="Isp">Index in the network.</param>
/// <param name="Metro">Index in the network.</param>
/// <param name="PlanKbps">What it bought.</param>
/// <param name="Line">The shape of its line over time, Wi-Fi included.</param>
/// <param name="LineOffset">Where in the trace it starts, s.</param>
/// <param name="RoundTripSeconds">Cost of one request.</param>
/// <param name="Player">Name and release of its player.</param>
/// <param name="SaysAppLimited">Whether that player fills in <c>app_limited</c>.</param>
internal sealed record Household(
    int Index,
    string UserId,
    string Address,
    int Isp,
    int Metro,
    int PlanKbps,
    Trace Line,
    int LineOffset,
    double RoundTripSeconds,
    string Player,
    bool SaysAppLimited)
{
    /// <summary>Players that it runs at once; they share the line.</summary>
    public int Seats { get; init; } = 1;

    /// <summary>When it first watches, world seconds: later for subscribers who arrive.</summary>
    public double ArrivesAtS { get; init; } = double.NegativeInfinity;

    /// <summary>What it shares with the other homes of its ISP.</summary>
    public RegionalLoad Load { get; init; } = RegionalLoad.None;

    /// <summary>How much of <see cref="Load"/> this home feels; 1 is as much as others.</summary>
    public double LoadShare { get; init; } = 1;

    /// <summary>When its own Wi-Fi fades, by time.</summary>
    public IReadOnlyList<Fade> Fades { get; init; } = [];

    /// <summary>What the line carries now, kbit/s; a trickle even in an outage, so that no download lasts for ever.</summary>
    public double AccessKbps(double worldSeconds)
    {
        var kbps = PlanKbps * (double)Line.LevelAt(LineOffset + (long)Math.Floor(worldSeconds));
        var octaves = LoadShare * Load.OctavesAt(worldSeconds);
        return Math.Max(64, (octaves == 0 ? kbps : kbps * Math.Pow(2, -octaves)) * FadeFactor(worldSeconds));
    }

    /// <summary>What its own Wi-Fi leaves now, above 0, at most 1.</summary>
    public double FadeFactor(double worldSeconds)
    {
        var factor = 1.0;
        for (var i = 0; i < Fades.Count && Fades[i].FromS <= worldSeconds; i++)
        {
            if (worldSeconds < Fades[i].ToS)
            {
                factor *= Fades[i].Factor;
            }
        }

        return factor;
    }

    /// <summary>What its own line and Wi-Fi carried on average, as a part of what they can; 0 to 1.25.</summary>
    public double OwnLevel(double fromS, double toS)
    {
        double sum = 0;
        var seconds = 0;
        for (var at = fromS; at < toS; at++, seconds++)
        {
            sum += Line.LevelAt(LineOffset + (long)Math.Floor(at)) * FadeFactor(at);
        }

        return seconds == 0 ? 1 : sum / seconds;
    }
}
