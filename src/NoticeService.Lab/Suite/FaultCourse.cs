namespace NoticeService.Lab.Suite;

/// <summary>How a fault comes and goes. Times are world seconds. Immutable.</summary>
/// <param name="FromS">When it begins to show.</param>
/// <param name="RampS">How long it takes to reach its full depth; 0 is at once.</param>
/// <param name="ToS">When it is over, at once.</param>
/// <param name="FlapS">Length of one on-and-off, s; 0 does not flap.</param>
internal sealed record FaultCourse(double FromS, double RampS, double ToS, double FlapS = 0)
{
    // A flapping link is down for most of each turn.
    private const double FlapOn = 0.7;

    /// <summary>From when on it has its full depth.</summary>
    public double FullFromS => FromS + RampS;

    /// <summary>How deep it is now, 0 to 1.</summary>
    public double DepthAt(double seconds)
    {
        if (seconds < FromS || seconds >= ToS)
        {
            return 0;
        }

        if (FlapS > 0 && (seconds - FromS) % FlapS >= FlapOn * FlapS)
        {
            return 0;
        }

        return RampS <= 0 ? 1 : Math.Min(1, (seconds - FromS) / RampS);
    }
}
