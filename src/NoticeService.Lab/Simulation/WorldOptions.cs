namespace NoticeService.Lab.Simulation;

/// <summary>What a world is made of. The same options make the same world.</summary>
internal sealed record WorldOptions
{
    /// <summary>Decides everything that is random.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Households. At least 1.</summary>
    public required int Households { get; init; }

    /// <summary>Part of every session id, so that two runs against one service do not collide.</summary>
    public string RunTag { get; init; } = "r";

    /// <summary>How long a viewer watches, on average, s.</summary>
    public double MeanSessionSeconds { get; init; } = 2400;

    /// <summary>The ISPs, in the order of the network; null makes all alike, by the order of the households.</summary>
    public IReadOnlyList<IspPopulation>? Isps { get; init; }

    /// <summary>How often a session reports, s.</summary>
    public double ReportIntervalSeconds { get; init; } = 10;

    /// <summary>Address blocks (/24) that an ISP's households of one metro are spread over.</summary>
    public int BlocksPerIspMetro { get; init; } = 64;

    /// <summary>Share of the homes with two or three players at once, 0 to 1.</summary>
    public double SharedHomes { get; init; }

    /// <summary>Wi-Fi fades of a home in an hour, on average.</summary>
    public double FadesPerHour { get; init; }

    /// <summary>Until when fades are drawn, world seconds.</summary>
    public double FadesUntilS { get; init; }

    /// <summary>Fades of certain households beside those.</summary>
    public IReadOnlyList<(int Household, Fade Fade)> HomeFaults { get; init; } = [];

    /// <summary>Share of the sessions with segments of a second, 0 to 1.</summary>
    public double ShortSegments { get; init; }

    /// <summary>Whether homes of one plan differ by a few per cent.</summary>
    public bool PlansVary { get; init; }

    /// <summary>What viewers turn to at once.</summary>
    public IReadOnlyList<TitleEvent> TitleEvents { get; init; } = [];

    /// <summary>When every session is cut and begins anew within a minute, world seconds; null for never.</summary>
    public double? ReconnectAtS { get; init; }
}

/// <summary>The subscribers of one ISP.</summary>
/// <param name="Households">How many.</param>
/// <param name="Plans">What they bought.</param>
internal sealed record IspPopulation(int Households, PlanMix Plans)
{
    /// <summary>What they share.</summary>
    public RegionalLoad Load { get; init; } = RegionalLoad.None;

    /// <summary>Relative numbers by metro, in the order of the network; null is alike.</summary>
    public IReadOnlyList<double>? MetroWeights { get; init; }

    /// <summary>Address blocks in a metro; few for a carrier NAT. Null is <see cref="WorldOptions.BlocksPerIspMetro"/>.</summary>
    public int? Blocks { get; init; }

    /// <summary>So many of them arrive late, the last in number.</summary>
    public int Arrivals { get; init; }

    /// <summary>When the arrivals come, world seconds; within a minute.</summary>
    public double ArriveAtS { get; init; }

    /// <summary>What the arrivals bought; null is as the others.</summary>
    public PlanMix? ArrivalPlans { get; init; }
}
