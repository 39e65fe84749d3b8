using NoticeService.Domain.Admission;

namespace NoticeService.Pipeline.Configuration;

/// <summary>How often and how fast notices may go out. Immutable.</summary>
public sealed record PacingSettings
{
    /// <summary>Longest cooldown, hours: a year.</summary>
    public const double MaxCooldownHours = 8_784;

    /// <summary>Greatest rate, notices per second.</summary>
    public const double MaxPerSecond = 1_000_000;

    /// <summary>Greatest burst, notices.</summary>
    public const int MaxBurst = 1_000_000;

    /// <summary>A user sees at most one notice in this time: 24 h by default.</summary>
    public TimeSpan Cooldown { get; init; } = TimeSpan.FromHours(24);

    /// <summary>For each ISP: 50 a second by default, so that a city does not call support in the same second.</summary>
    public PacingRate PerIsp { get; init; } = new(50, 50);

    /// <summary>For all together: 200 a second by default, which tells 200,000 users in 17 minutes.</summary>
    public PacingRate Global { get; init; } = new(200, 200);
}
