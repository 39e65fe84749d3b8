using NoticeService.Domain.Households;
using NoticeService.Pipeline.InMemory;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.Tests.Admission;

/// <summary>The real rules in memory, which can fail and forget, and count the calls.</summary>
internal sealed class CountedStore(TimeProvider time) : IPopulationStore
{
    private InMemoryPopulationStore inner = new(time);

    public bool Failing { get; set; }

    public int Counts { get; private set; }

    public void Forget() => inner = new(time);

    public Task CountAsync(string population, IReadOnlyCollection<HouseholdId> households, CancellationToken cancellationToken)
    {
        if (Failing)
        {
            throw new StoreUnavailableException("It is away.");
        }

        Counts++;
        return inner.CountAsync(population, households, cancellationToken);
    }

    public Task CompleteAsync(string population, CancellationToken cancellationToken) => inner.CompleteAsync(population, cancellationToken);

    public Task<long> EstimateAsync(string population, CancellationToken cancellationToken) => inner.EstimateAsync(population, cancellationToken);

    public Task<CohortSize> SizeAsync(SizingRequest request, CancellationToken cancellationToken) => inner.SizeAsync(request, cancellationToken);
}
