using NoticeService.Domain.Admission;
using NoticeService.Domain.Households;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.InMemory;

/// <summary>Populations in memory, counted exactly, on a given clock: the oracle of the tests.</summary>
public sealed class InMemoryPopulationStore(TimeProvider time) : IPopulationStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Population, long Period), HashSet<HouseholdId>> counted = [];
    private readonly Dictionary<string, long> since = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Cohort, string Population), double> shares = [];

    public Task CountAsync(string population, IReadOnlyCollection<HouseholdId> households, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var period = PopulationPeriod.At(NowMicros() / 1_000);
            if (!counted.TryGetValue((population, period), out var seen))
            {
                counted[(population, period)] = seen = [];
            }

            seen.UnionWith(households);
            return Task.CompletedTask;
        }
    }

    public Task CompleteAsync(string population, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            since[population] = 0;
            return Task.CompletedTask;
        }
    }

    public Task<long> EstimateAsync(string population, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var now = PopulationPeriod.At(NowMicros() / 1_000);
            var periods = Enumerable.Range(0, PopulationPeriod.Remembered + 1).Select(ago => now - ago);
            return Task.FromResult<long>(periods.SelectMany(p => counted.GetValueOrDefault((population, p)) ?? []).Distinct().Count());
        }
    }

    public Task<CohortSize> SizeAsync(SizingRequest request, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var now = NowMicros();
            if (!since.TryGetValue(request.Population, out var begun))
            {
                since[request.Population] = begun = now;
            }

            var key = (request.Cohort, request.Population);
            var share = Math.Max(shares.GetValueOrDefault(key), request.Held);
            if (now - begun >= request.CountedFor.Ticks / TimeSpan.TicksPerMicrosecond)
            {
                share = Math.Max(share, request.Proposed);
            }

            shares[key] = share;
            return Task.FromResult(new CohortSize(share, begun));
        }
    }

    private long NowMicros() => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
