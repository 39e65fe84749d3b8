using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.InMemory;

/// <summary>Norms in memory; never forgets, since a replay knows its households.</summary>
public sealed class InMemoryNormStore : INormStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<HouseholdId, Norm> norms = [];

    public Task<IReadOnlyDictionary<HouseholdId, Norm>> LoadAsync(
        IReadOnlyCollection<HouseholdId> households, CancellationToken cancellationToken)
    {
        var found = new Dictionary<HouseholdId, Norm>(households.Count);
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

        return Task.FromResult<IReadOnlyDictionary<HouseholdId, Norm>>(found);
    }

    public Task SaveAsync(IReadOnlyCollection<KeyValuePair<HouseholdId, Norm>> norms, CancellationToken cancellationToken)
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
