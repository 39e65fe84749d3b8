using System.Collections.Concurrent;
using NoticeService.Domain.Admission;

namespace NoticeService.Pipeline.Admission;

/// <summary>The shares of the cohorts with a target size, as this pod last heard them from the store. Thread-safe.</summary>
public sealed class CohortSizes
{
    private readonly ConcurrentDictionary<(string Cohort, string Population), double> shares = new();

    /// <summary>Share of a cohort with a target size, 0 to 1; 0 while none is known. It never falls.</summary>
    public double ShareOf(CohortSelector cohort)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        return shares.GetValueOrDefault((cohort.Definition.Name, cohort.Population));
    }

    /// <summary>Share of users that a cohort takes by their hash, 0 to 1, whichever way it is sized.</summary>
    public double ShareOf(CohortDefinition cohort)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        return cohort.Percentage / 100 ?? shares.GetValueOrDefault((cohort.Name, cohort.Population));
    }

    /// <summary>Learns a share from the store. A lower one, from a store that forgot, changes nothing.</summary>
    public void Raise(CohortSelector cohort, double share)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        shares.AddOrUpdate((cohort.Definition.Name, cohort.Population), share, (_, held) => Math.Max(held, share));
    }
}
