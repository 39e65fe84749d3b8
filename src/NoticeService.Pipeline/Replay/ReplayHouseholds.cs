using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;
using NoticeService.Pipeline.Sessions;

namespace NoticeService.Pipeline.Replay;

/// <summary>
/// Norms of all households of a replay: those with live sessions as they play, the others in at most 64 bytes each, for
/// <see cref="KeptDays"/> days. Not thread-safe.
/// </summary>
internal sealed class ReplayHouseholds
{
    /// <summary>A household not seen for longer is forgotten.</summary>
    public const int KeptDays = 28;

    private const long DayMs = 24L * 60 * 60 * 1000;

    private readonly Dictionary<HouseholdId, Household> live = [];
    private readonly Dictionary<HouseholdId, Stored> stored = [];
    private ushort today;

    /// <summary>A session of a household begins.</summary>
    public Household Enter(HouseholdId id)
    {
        if (!live.TryGetValue(id, out var household))
        {
            live.Add(id, household = new Household(id));
            household.Loaded(stored.TryGetValue(id, out var known) ? known.Norms : HouseholdNorms.None);
        }

        household.Uses++;
        return household;
    }

    /// <summary>A session of it is over.</summary>
    public void Leave(Household household)
    {
        if (--household.Uses > 0)
        {
            return;
        }

        live.Remove(household.Id);
        Store(household);
    }

    /// <summary>Time goes on: forgets who was not seen for long, once a day.</summary>
    public void Turn(long timeMs)
    {
        var day = (ushort)(timeMs / DayMs);
        if (day == today)
        {
            return;
        }

        today = day;
        foreach (var (id, _) in stored.Where(s => (ushort)(day - s.Value.Day) > KeptDays).ToArray())
        {
            stored.Remove(id);
        }
    }

    /// <summary>Every norm with an observation.</summary>
    public Dictionary<HouseholdId, HouseholdNorms> All()
    {
        foreach (var household in live.Values)
        {
            Store(household);
        }

        return stored.ToDictionary(s => s.Key, s => s.Value.Norms);
    }

    private void Store(Household household)
    {
        var norms = household.Norms;
        if (norms.IsEmpty)
        {
            return;
        }

        // 48 bytes an entry with its bucket: grown by quarters and not by doubling, it stays below 64 bytes a household.
        if (stored.Count == stored.Capacity && stored.Count > 1_000)
        {
            stored.EnsureCapacity(stored.Count + stored.Count / 4);
        }

        stored[household.Id] = new Stored(norms, today);
    }

    private readonly record struct Stored(HouseholdNorms Norms, ushort Day);
}
