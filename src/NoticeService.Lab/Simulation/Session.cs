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

    /// <summary>What it would stream if nothing were crowded, kbit/s.</summary>
    public required double DesiredKbps { get; init; }

    /// <summary>Link numbers: access, interconnect, transit, server.</summary>
    public required int AccessLink { get; init; }

    public required int InterconnectLink { get; init; }

    public required int TransitLink { get; init; }

    public required int ServerLink { get; init; }

    /// <summary>When the viewer stops, world seconds.</summary>
    public required double EndsAt { get; init; }

    /// <summary>When the next sample is due, world seconds.</summary>
    public required double NextSampleAt { get; set; }

    public bool Crosses(int link) => link == AccessLink || link == InterconnectLink || link == TransitLink || link == ServerLink;
}
