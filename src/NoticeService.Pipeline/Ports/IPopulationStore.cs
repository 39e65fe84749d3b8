using NoticeService.Domain.Admission;
using NoticeService.Domain.Households;

namespace NoticeService.Pipeline.Ports;

/// <summary>What a cohort with a target size asks for.</summary>
/// <param name="Cohort">Its name.</param>
/// <param name="Population">As in <see cref="CohortDefinition.Population"/>.</param>
/// <param name="Proposed">The share that follows from the population now; 0 when it is not known.</param>
/// <param name="Held">The share that this pod has in force, which the store may have forgotten; 0 when it has none.</param>
/// <param name="CountedFor">How long the population must have been counted.</param>
public readonly record struct SizingRequest(string Cohort, string Population, double Proposed, double Held, TimeSpan CountedFor);

/// <summary>The share in force, on every pod.</summary>
/// <param name="Share">0 to 1; 0 while none follows.</param>
/// <param name="SinceMicros">Since when the population is counted, on the store's clock, us since the Unix epoch: another one than before means that the store forgot.</param>
public readonly record struct CohortSize(double Share, long SinceMicros);

/// <summary>
/// Counts households without keeping who they are: pseudonyms go into sketches of a fixed size, see <see cref="PopulationPeriod"/> for
/// how long they count. Thread-safe.
/// </summary>
public interface IPopulationStore
{
    /// <summary>Counts households in this week; one that is there already does no harm.</summary>
    Task CountAsync(string population, IReadOnlyCollection<HouseholdId> households, CancellationToken cancellationToken);

    /// <summary>Whoever belongs to the population has been counted: no cohort of it waits any longer.</summary>
    Task CompleteAsync(string population, CancellationToken cancellationToken);

    /// <summary>Households counted, within about 1 %.</summary>
    Task<long> EstimateAsync(string population, CancellationToken cancellationToken);

    /// <summary>Keeps the highest share that was ever proposed after the population had been counted for long enough, or was held.</summary>
    Task<CohortSize> SizeAsync(SizingRequest request, CancellationToken cancellationToken);
}
