using NoticeService.Lab.Simulation;

namespace NoticeService.Lab.Fleet;

/// <summary>What a fleet does.</summary>
internal sealed record FleetOptions
{
    /// <summary>The service's gRPC address, for example <c>http://127.0.0.1:5081</c>.</summary>
    public required string Target { get; init; }

    public required WorldOptions World { get; init; }

    public required CrowdingScript Script { get; init; }

    /// <summary>When to end; null is when asked to.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Time between two runs of the script, after its last event; null runs it once.</summary>
    public TimeSpan? LoopPause { get; init; }

    /// <summary>The share of players that report by unary calls, 0 to 1.</summary>
    public double UnaryShare { get; init; } = 0.03;

    /// <summary>Time over which the players connect at first.</summary>
    public TimeSpan Ramp { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Streams on one connection: below the 100 that servers commonly allow, as unary calls need room too.</summary>
    public int StreamsPerConnection { get; init; } = 90;
}
