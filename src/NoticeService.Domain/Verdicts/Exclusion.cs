namespace NoticeService.Domain.Verdicts;

/// <summary>What became of one rival.</summary>
public enum RivalStanding : byte
{
    /// <summary>With 95 % certainty it lost less than half of what the accused lost.</summary>
    Excluded,

    /// <summary>It may have lost half of what the accused lost, or more.</summary>
    NotExcluded,

    /// <summary>Too few households or address blocks to say.</summary>
    Insufficient,

    /// <summary>Nobody who would show it was seen.</summary>
    Unseen,
}

/// <summary>Who else could be at fault, what its peers show, and whether that excludes it.</summary>
/// <param name="Peers">The ISP over other paths, or the path towards other ISPs.</param>
/// <param name="Limit">Half of what the accused lost: <see cref="EvidenceReading.LostAtMost"/> must stay below. 0 to 1.</param>
/// <param name="Standing">What follows.</param>
public sealed record Exclusion(EvidenceReading Peers, double Limit, RivalStanding Standing)
{
    internal static Exclusion Of(in Contrast contrast, in PooledReading accused, VerdictSettings settings) => new(
        EvidenceReading.Of(contrast.Rival.Isp, contrast.Rival.Path, contrast.Peers, contrast.Sessions / settings.RecentWindows, contrast.Households),
        accused.Lost / 2,
        contrast.Peers.Households == 0 ? RivalStanding.Unseen
            : !contrast.Suffices(settings) ? RivalStanding.Insufficient
            : contrast.Excludes(accused) ? RivalStanding.Excluded
            : RivalStanding.NotExcluded);
}
