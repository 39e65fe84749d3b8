using NoticeService.Domain.Admission;
using NoticeService.Domain.Households;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Admission;
using NoticeService.Pipeline.Configuration;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.WhatIf;

/// <summary>Makes replays of configurations, as they would have been in force from the ledger's first record on.</summary>
public sealed class ReplayPolicies(IPopulationStore populations, CohortSizes sizes, HouseholdKey key)
{
    /// <param name="policy">To be replayed.</param>
    /// <param name="inForce">Now.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The replay, and what to know of it, in whole sentences.</returns>
    /// <exception cref="StoreUnavailableException">A population could not be asked for.</exception>
    public async Task<(PolicyReplay Replay, IReadOnlyList<string> Remarks)> ReplayAsync(NoticeConfiguration policy, NoticeConfiguration inForce, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(inForce);
        var now = inForce.Cohorts.ToDictionary(c => c.Name, StringComparer.Ordinal);
        var filters = policy.Cohorts.ToDictionary(c => c.Name, c => c.Players, StringComparer.Ordinal);
        var gate = new GatePolicy(policy with { Cohorts = [.. policy.Cohorts.Select(c => c with { Players = [] })] }, key);
        var shares = new CohortSizes();
        var remarks = new List<string>();
        foreach (var cohort in policy.Cohorts.Where(c => c.TargetSize is not null))
        {
            var share = await ShareAsync(cohort, now.GetValueOrDefault(cohort.Name), cancellationToken);
            shares.Raise(gate.Cohorts.Single(c => c.Definition.Name == cohort.Name), share);
            if (share == 0)
            {
                remarks.Add($"Cohort '{cohort.Name}': nobody was counted that its filters let through, so its target size gives no share, and it takes only whom it allows by name.");
            }
        }

        return (new PolicyReplay(gate, shares, KnowsPlayer), remarks);

        // Whom the cohort took, with the same filter, had passed it.
        bool KnowsPlayer(LedgerRecord record, CohortDefinition cohort) =>
            filters[cohort.Name] is { Count: 0 } || (record.Cohort == cohort.Name && now.GetValueOrDefault(cohort.Name)?.Players.SequenceEqual(filters[cohort.Name]) == true);
    }

    // What is in force has grown, and never shrinks; another size is as large as it would be now.
    private async Task<double> ShareAsync(CohortDefinition cohort, CohortDefinition? now, CancellationToken cancellationToken)
    {
        if (now?.TargetSize == cohort.TargetSize && now?.Population == cohort.Population && sizes.ShareOf(now) is > 0 and var held)
        {
            return held;
        }

        return CohortShare.Of(cohort.TargetSize!.Value, await populations.EstimateAsync(cohort.Population, cancellationToken));
    }
}
