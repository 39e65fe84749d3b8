using NoticeService.Domain.Households;

namespace NoticeService.Domain.Admission;

/// <summary>Whether a household is in a cohort, and in which arm. Immutable and thread-safe.</summary>
public sealed class CohortSelector
{
    private readonly HashSet<HouseholdId> allow;
    private readonly HashSet<HouseholdId> deny;

    /// <param name="definition">As configured.</param>
    /// <param name="key">Turns the lists of user ids into pseudonyms.</param>
    public CohortSelector(CohortDefinition definition, HouseholdKey key)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(key);
        Definition = definition;
        Population = definition.Population;
        allow = [.. definition.Allow.Select(key.Pseudonym)];
        deny = [.. definition.Deny.Select(key.Pseudonym)];
    }

    public CohortDefinition Definition { get; }

    /// <summary>As in <see cref="CohortDefinition.Population"/>.</summary>
    public string Population { get; }

    /// <summary>Users that may ever be enrolled: the hard cap, or the target size where that is less, whatever the share.</summary>
    public long EnrolmentCap => Math.Min(Definition.HardCap, Definition.TargetSize ?? long.MaxValue);

    /// <summary>Whether the household may be told now. Sticky: a higher percentage, or a higher share, only adds.</summary>
    /// <param name="household">Who.</param>
    /// <param name="isp">Of the session.</param>
    /// <param name="metro">Of the session.</param>
    /// <param name="player">Of the session.</param>
    /// <param name="sized">The share in force of a cohort with a target size, 0 to 1; 0 while its population is not known.</param>
    /// <param name="nowMs">Since the Unix epoch.</param>
    public bool Includes(HouseholdId household, string isp, string metro, string player, double sized, long nowMs) =>
        Definition.RunsAt(nowMs)
        && Definition.Accepts(isp, metro, player)
        && !deny.Contains(household)
        && (allow.Contains(household) || CohortHash.Membership(Definition.Salt, household) < (Definition.Percentage / 100 ?? sized));

    /// <summary>Whether the household is recorded and shown nothing.</summary>
    public bool HoldsOut(HouseholdId household) => CohortHash.Arm(Definition.Salt, household) < Definition.HoldoutShare;
}
