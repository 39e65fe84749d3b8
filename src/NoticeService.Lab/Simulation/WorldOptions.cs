namespace NoticeService.Lab.Simulation;

/// <summary>What a world is made of. The same options make the same world.</summary>
internal sealed record WorldOptions
{
    /// <summary>Decides everything that is random.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Households; each has at most one session at a time. At least 1.</summary>
    public required int Households { get; init; }

    /// <summary>Part of every session id, so that two runs against one service do not collide.</summary>
    public string RunTag { get; init; } = "r";

    /// <summary>How long a viewer watches, on average, s.</summary>
    public double MeanSessionSeconds { get; init; } = 2400;

    /// <summary>Relative sizes of the ISPs, in the order of the network; null makes all alike.</summary>
    public IReadOnlyList<double>? IspWeights { get; init; }

    /// <summary>How often a session reports, s.</summary>
    public double ReportIntervalSeconds { get; init; } = 10;

    /// <summary>Address blocks (/24) that an ISP's households of one metro are spread over.</summary>
    public int BlocksPerIspMetro { get; init; } = 64;

    /// <summary>Capacity of a link in calm, as a multiple of what its sessions want to stream.</summary>
    public double Headroom { get; init; } = 4;

    /// <summary>And at least this much more, kbit/s: a link with three players must carry their bursts too.</summary>
    public double HeadroomFloorKbps { get; init; } = 1_000_000;
}
