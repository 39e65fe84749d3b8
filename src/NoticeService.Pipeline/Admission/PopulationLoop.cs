using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using NoticeService.Domain.Admission;
using NoticeService.Domain.Households;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Sessions;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Admission;

/// <summary>
/// Time and again counts the households that came since the last one, and asks how large the cohorts with a target size are then. A
/// session is counted once a week, where it first plays from, so that the store's load does not grow with the samples; one that begins
/// and ends between two rounds is not: nobody could be told anything in it.
/// </summary>
public sealed class PopulationLoop(
    SessionDirectory sessions,
    GatePolicySource policies,
    IPopulationStore store,
    CohortSizes sizes,
    PopulationMetrics metrics,
    LoopGuard guard,
    IOptions<PopulationOptions> options,
    TimeProvider time) : BackgroundService
{
    /// <summary>Households in one store call.</summary>
    public const int Batch = 5_000;

    // A pod that starts while the store does should not wait for the next count.
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, long> since = new(StringComparer.Ordinal);

    // What a session must have been counted for; another number when the week, the populations, or the store's memory is another.
    private int census = 1;
    private (long Period, string Populations) counting;

    /// <summary>Counts and sizes once.</summary>
    /// <exception cref="StoreUnavailableException">What was not counted is counted by a later call.</exception>
    public async Task RoundAsync(CancellationToken cancellationToken)
    {
        var sized = policies.Current.Cohorts.Where(c => c.Definition.TargetSize is not null).ToArray();
        await CountAsync(sized, cancellationToken);
        var populations = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var cohort in sized)
        {
            if (!populations.TryGetValue(cohort.Population, out var population))
            {
                populations[cohort.Population] = population = await store.EstimateAsync(cohort.Population, cancellationToken);
            }

            await SizeAsync(cohort, population, cancellationToken);
            metrics.Sized(cohort.Definition.Name, population, sizes.ShareOf(cohort));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var whole = await guard.RunAsync("population", RoundAsync, stoppingToken);
            await Task.Delay(whole ? options.Value.CountEvery : Retry, time, stoppingToken);
        }
    }

    private async Task CountAsync(CohortSelector[] sized, CancellationToken cancellationToken)
    {
        var populations = sized.DistinctBy(c => c.Population).OrderBy(c => c.Population, StringComparer.Ordinal).ToArray();
        var period = PopulationPeriod.At(time.GetUtcNow().ToUnixTimeMilliseconds());
        var now = (period, string.Join(' ', populations.Select(p => p.Population)));
        if (now != counting)
        {
            counting = now;
            census++;
        }

        var found = new List<PlaybackSession>();
        var households = populations.ToDictionary(p => p.Population, _ => new HashSet<HouseholdId>(), StringComparer.Ordinal);
        foreach (var session in sessions.Live)
        {
            if (session.CountedIn == census || session.Cell is not { } cell)
            {
                continue;
            }

            found.Add(session);
            foreach (var population in populations.Where(p => p.Definition.Accepts(cell.Isp, cell.Metro, session.Identity.Player)))
            {
                households[population.Population].Add(session.Household.Id);
            }
        }

        foreach (var (population, members) in households)
        {
            foreach (var chunk in members.Chunk(Batch))
            {
                await store.CountAsync(population, chunk, cancellationToken);
            }
        }

        // Only now: what the store did not confirm is counted again.
        found.ForEach(session => session.CountedIn = census);
    }

    private async Task SizeAsync(CohortSelector cohort, long population, CancellationToken cancellationToken)
    {
        var definition = cohort.Definition;
        var request = new SizingRequest(
            definition.Name, cohort.Population, CohortShare.Of(definition.TargetSize!.Value, population), sizes.ShareOf(cohort), definition.CountedFor);
        var size = await store.SizeAsync(request, cancellationToken);
        sizes.Raise(cohort, size.Share);
        if (since.TryGetValue(cohort.Population, out var before) && before != size.SinceMicros)
        {
            // The store forgot the population, or took it for complete: whoever is there is counted again.
            census++;
        }

        since[cohort.Population] = size.SinceMicros;
    }
}
