using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.InMemory;

/// <summary>Norms in memory; never forgets, since a replay knows its households.</summary>
public sealed class InMemoryNormStore : INormStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<HouseholdId, HouseholdNorms> norms = [];

    public Task<IReadOnlyDictionary<HouseholdId, HouseholdNorms>> LoadAsync(
        IReadOnlyCollection<HouseholdId> households, CancellationToken cancellationToken)
    {
        var found = new Dictionary<HouseholdId, HouseholdNorms>(households.Count);
        lock (gate)
        {
            foreach (var household in households)
            {
                if (norms.TryGetValue(household, out var norm))
                {
                    found[household] = norm;
                }
            }
        }

        return Task.FromResult<IReadOnlyDictionary<HouseholdId, HouseholdNorms>>(found);
    }

    public Task SaveAsync(IReadOnlyCollection<KeyValuePair<HouseholdId, HouseholdNorms>> norms, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            foreach (var (household, norm) in norms)
            {
                this.norms[household] = norm;
            }
        }

        return Task.CompletedTask;
    }
}
