using System.Collections.Concurrent;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.Sessions;

/// <summary>
/// The households with live sessions on this pod. Norms are loaded and saved in batches, one store call for many, so that
/// the store's load does not grow with the samples; a playback never waits for them. Thread-safe.
/// </summary>
public sealed class HouseholdDirectory(INormStore store, int maxLoads = HouseholdDirectory.MaxPendingLoads)
{
    /// <summary>Households whose norm waits to be loaded, at most.</summary>
    public const int MaxPendingLoads = 1_000_000;

    // One store call stays well below a megabyte.
    private const int Batch = 5_000;

    // Writes that fail are tried again; beyond this the oldest norms of ended sessions are let go, and learned again.
    private const int MaxPendingSaves = 1_000_000;

    private readonly Lock gate = new();
    private readonly Dictionary<HouseholdId, Household> live = [];
    private readonly ConcurrentQueue<Household> toLoad = new();
    private readonly ConcurrentQueue<Household> left = new();

    public int Count
    {
        get
        {
            lock (gate)
            {
                return live.Count;
            }
        }
    }

    /// <summary>A session begins: its household, shared with its other sessions here.</summary>
    public Household Enter(HouseholdId id)
    {
        lock (gate)
        {
            if (!live.TryGetValue(id, out var household))
            {
                live.Add(id, household = new Household(id));
                if (toLoad.Count < maxLoads)
                {
                    toLoad.Enqueue(household);
                }
                else
                {
                    // The store is behind: it begins without a norm and learns one.
                    household.Loaded(default);
                }
            }

            household.Uses++;
            return household;
        }
    }

    /// <summary>A session ends; the last one leaves the norm to be saved.</summary>
    public void Leave(Household household)
    {
        ArgumentNullException.ThrowIfNull(household);
        lock (gate)
        {
            if (--household.Uses > 0)
            {
                return;
            }

            live.Remove(household.Id);
        }

        if (left.Count < MaxPendingSaves)
        {
            left.Enqueue(household);
        }
    }

    /// <summary>Loads the norms of households that came since the last call.</summary>
    /// <exception cref="StoreUnavailableException">Those not loaded stay queued.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        while (TakeBatch(toLoad) is { Count: > 0 } batch)
        {
            IReadOnlyDictionary<HouseholdId, HouseholdNorms> norms;
            try
            {
                norms = await store.LoadAsync([.. batch.Select(h => h.Id).Distinct()], cancellationToken);
            }
            catch
            {
                batch.ForEach(toLoad.Enqueue);
                throw;
            }

            batch.ForEach(h => h.Loaded(norms.GetValueOrDefault(h.Id)));
        }
    }

    /// <summary>Saves the norms that changed: of ended sessions, and of live ones too when <paramref name="all"/>.</summary>
    /// <exception cref="StoreUnavailableException">Those not saved are saved by a later call.</exception>
    public async Task SaveAsync(bool all, CancellationToken cancellationToken)
    {
        var gone = TakeAll(left);
        var saved = 0;
        try
        {
            foreach (var chunk in gone.Chunk(Batch))
            {
                await SaveAsync(chunk, cancellationToken);
                saved += chunk.Length;
            }
        }
        catch
        {
            // Nobody else holds these any more: what is not queued again is lost.
            Requeue(gone.Skip(saved));
            throw;
        }

        if (all)
        {
            foreach (var chunk in Live().Chunk(Batch))
            {
                await SaveAsync(chunk, cancellationToken);
            }
        }
    }

    private Household[] Live()
    {
        lock (gate)
        {
            return [.. live.Values];
        }
    }

    private void Requeue(IEnumerable<Household> households)
    {
        foreach (var household in households)
        {
            if (left.Count < MaxPendingSaves)
            {
                left.Enqueue(household);
            }
        }
    }

    private async Task SaveAsync(Household[] chunk, CancellationToken cancellationToken)
    {
        var changed = new Dictionary<HouseholdId, HouseholdNorms>();
        foreach (var household in chunk)
        {
            if (household.TryTakeChanged(out var norms))
            {
                changed[household.Id] = norms;
            }
        }

        if (changed.Count == 0)
        {
            return;
        }

        try
        {
            await store.SaveAsync(changed, cancellationToken);
        }
        catch
        {
            foreach (var household in chunk.Where(h => changed.ContainsKey(h.Id)))
            {
                household.MarkChanged();
            }

            throw;
        }
    }

    private static List<Household> TakeBatch(ConcurrentQueue<Household> queue)
    {
        var batch = new List<Household>();
        while (batch.Count < Batch && queue.TryDequeue(out var household))
        {
            batch.Add(household);
        }

        return batch;
    }

    private static List<Household> TakeAll(ConcurrentQueue<Household> queue)
    {
        var all = new List<Household>();
        for (var count = queue.Count; count > 0 && queue.TryDequeue(out var household); count--)
        {
            all.Add(household);
        }

        return all;
    }
}
