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
        allow = [.. definition.Allow.Select(key.Pseudonym)];
        deny = [.. definition.Deny.Select(key.Pseudonym)];
    }

    public CohortDefinition Definition { get; }

    /// <summary>
    /// Users that may ever be enrolled: the hard cap, or the target size where that is less. A cohort with a target size
    /// takes every user as a candidate and enrols the first to be told, up to its size.
    /// </summary>
    public long EnrolmentCap => Math.Min(Definition.HardCap, Definition.TargetSize ?? long.MaxValue);

    /// <summary>Whether the household may be told now. Sticky: the answer changes only with the definition, and a higher percentage only adds.</summary>
    public bool Includes(HouseholdId household, string isp, string metro, string player, long nowMs) =>
        Definition.RunsAt(nowMs)
        && Definition.Accepts(isp, metro, player)
        && !deny.Contains(household)
        && (allow.Contains(household) || CohortHash.Membership(Definition.Salt, household) < (Definition.Percentage ?? 100) / 100);

    /// <summary>Whether the household is recorded and shown nothing.</summary>
    public bool HoldsOut(HouseholdId household) => CohortHash.Arm(Definition.Salt, household) < Definition.HoldoutShare;
}
