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
    /// <summary>What the line carries at a time, kbit/s.</summary>
    public double LineKbps(double worldSeconds) => PlanKbps * (double)Line.LevelAt(LineOffset + (long)Math.Floor(worldSeconds));
}
