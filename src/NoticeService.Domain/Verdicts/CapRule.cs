namespace NoticeService.Domain.Verdicts;

/// <summary>
/// The cap that low strata fall to. Crowding on a shared link is max-min fair: every home above the fair share falls to it, and
/// the homes below it lose nothing.
/// </summary>
internal static class CapRule
{
    /// <summary>A stratum needs this much room above a cap, octaves, before it would show: then it loses the named drop.</summary>
    public static double Room(VerdictSettings settings) => -settings.DegradedOctaves;

    /// <summary>How many of the strata have figures of their own: among so many caps one is chosen.</summary>
    public static int Candidates(IReadOnlyList<StratumReading> strata, VerdictSettings settings) => strata.Count(s => s.Households >= settings.MinStratum);

    /// <summary>
    /// The typical level that the low strata fall to, log2 kbit/s; null when none is low. A stratum well above it that is not
    /// low contradicts a shared link (a mix shift or a title does that), so then there is no cap either.
    /// </summary>
    public static double? Find(IReadOnlyList<StratumReading> strata, VerdictSettings settings)
    {
        double weight = 0, sum = 0;
        foreach (var stratum in strata)
        {
            if (stratum.Households >= settings.MinStratum && stratum.Drop <= settings.DegradedOctaves && stratum.Excess >= settings.Margin)
            {
                weight += stratum.Households;
                sum += stratum.Households * (stratum.Level + stratum.Drop);
            }
        }

        if (weight == 0)
        {
            return null;
        }

        var cap = sum / weight;
        double contradicting = 0;
        foreach (var stratum in strata)
        {
            if (stratum.Households >= settings.MinStratum && stratum.Level >= cap + 2 * Room(settings) && stratum.Drop > settings.DegradedOctaves / 2)
            {
                contradicting += stratum.Households;
            }
        }

        return contradicting > weight ? null : cap;
    }
}
