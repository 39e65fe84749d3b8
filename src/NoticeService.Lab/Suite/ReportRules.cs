using NoticeService.Domain.Samples;
using NoticeService.Lab.Simulation;

namespace NoticeService.Lab.Suite;

/// <summary>A player release that reports too little.</summary>
/// <param name="FromS">When the roll-out begins, world seconds.</param>
/// <param name="RolloutS">How long it takes.</param>
/// <param name="Players">Which players get it.</param>
/// <param name="Factor">What it reports, as a part of the truth.</param>
internal sealed record PlayerRelease(double FromS, double RolloutS, IReadOnlyList<string> Players, double Factor);

/// <summary>Windows of one pod that do not arrive.</summary>
/// <param name="Pods">How many pods there are.</param>
internal sealed record PodLoss(double FromS, double ToS, int Pods);

/// <summary>What becomes of samples between the player and the recording. Pure.</summary>
internal sealed record ReportRules
{
    private const int QuietSeconds = 90;

    /// <summary>Decides what is lost.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Share of the samples that are lost one by one, 0 to 1.</summary>
    public double Lost { get; init; }

    /// <summary>Share of the minutes and a half in which a session sends nothing, 0 to 1.</summary>
    public double Quiet { get; init; }

    /// <summary>Whether no player fills in <c>app_limited</c> and <c>player</c>.</summary>
    public bool IsBare { get; init; }

    public PlayerRelease? Release { get; init; }

    public PodLoss? PodLoss { get; init; }

    /// <summary>The sample as it is recorded; false when it is not.</summary>
    public bool TryRecord(Session session, double seconds, ref Sample sample)
    {
        if (IsLost(session, seconds))
        {
            return false;
        }

        var throughput = sample.ThroughputKbps;
        if (Release is { } release && release.Players.Contains(session.Household.Player) && seconds >= release.FromS + release.RolloutS * Draw(20, session.Household.Index))
        {
            throughput = (long)(throughput * release.Factor);
        }

        sample = sample with { ThroughputKbps = throughput, AppLimited = IsBare ? AppLimited.NotSaid : sample.AppLimited };
        return true;
    }

    private bool IsLost(Session session, double seconds)
    {
        var home = session.Household.Index;
        if (PodLoss is { } loss && seconds >= loss.FromS && seconds < loss.ToS && Draw(21, home) < 1.0 / loss.Pods)
        {
            return true;
        }

        return Draw(22, home, (ulong)(seconds * World.StepsPerSecond)) < Lost || Draw(23, home, (ulong)(seconds / QuietSeconds)) < Quiet;
    }

    private double Draw(ulong what, int home, ulong when = 0) => new SeededRandom(Seed, what, (ulong)home, when).NextDouble();
}
