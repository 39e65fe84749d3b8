using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;

namespace NoticeService.Pipeline.Ports;

/// <summary>Households' norms. One command per shard for any number of households. Thread-safe.</summary>
public interface INormStore
{
    /// <summary>The norms that are known; a household without one is absent from the result.</summary>
    Task<IReadOnlyDictionary<HouseholdId, HouseholdNorms>> LoadAsync(IReadOnlyCollection<HouseholdId> households, CancellationToken cancellationToken);

    /// <summary>Writes norms; writing them again does no harm. Kept for at least 28 days after the last write.</summary>
    Task SaveAsync(IReadOnlyCollection<KeyValuePair<HouseholdId, HouseholdNorms>> norms, CancellationToken cancellationToken);
}
