using System.Runtime.InteropServices;
using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Verdicts;

/// <summary>
/// Small cells speak together. A cell of a dozen homes is rarely low beyond its own error, so a small ISP that is crowded
/// everywhere, or one link of it with a few homes in each metro, would never be seen cell by cell: its cells are read as one,
/// each home against the calm of its own cell, and where that whole is low its members are low with it, those excepted that
/// are surely well. A cap that several cells share was chosen once, which the sequential test counts.
/// </summary>
internal sealed class Company(VerdictSettings settings)
{
    /// <summary>The readings, with the members of low companies marked low.</summary>
    public Dictionary<CellKey, CellReading> Join(IEnumerable<CellReading> cells)
    {
        var joined = cells.ToDictionary(c => c.Key);
        foreach (var isp in joined.Values.OrderBy(c => c.Key).GroupBy(c => c.Key.Isp).ToArray())
        {
            foreach (var pair in isp.GroupBy(c => c.Key.Path))
            {
                Hear([.. pair], joined);
            }

            foreach (var metro in isp.GroupBy(c => c.Key.Metro))
            {
                Hear([.. metro], joined);
            }

            Hear([.. isp], joined);
        }

        return joined;
    }

    private void Hear(CellReading[] members, Dictionary<CellKey, CellReading> joined)
    {
        if (members.Length < 2 || !members.Any(Hints) || !IsDegraded(members))
        {
            return;
        }

        var strata = members.SelectMany(c => c.Strata).GroupBy(s => s.Octave).OrderBy(g => g.Key).Select(g => StratumReading.Pool([.. g])).ToArray();
        if (CapRule.Find(strata, settings) is not { } cap)
        {
            return;
        }

        var whole = strata.Where(s => s.Level >= cap + CapRule.Room(settings) && s.Households >= settings.MinStratum).Aggregate(default(PooledReading), (sum, s) => sum.Add(s));
        if (whole.Households < settings.MinHouseholds || !whole.IsLow(settings))
        {
            return;
        }

        var candidates = CapRule.Candidates(strata, settings);
        foreach (var member in members)
        {
            if (member.IsLow ? Shares(member, cap) : Belongs(member, cap, whole))
            {
                joined[member.Key] = member.InCompany(cap, candidates);
            }
        }
    }

    // Low alone, and under the same bottleneck as far as can be told: then the cap was found once, and not once for each cell.
    private bool Shares(CellReading member, double cap) =>
        Math.Abs(member.Cap!.Value - cap) <= settings.MaxCapSpread / 2 && member.Testifying(cap).IsLow(settings);

    private bool Belongs(CellReading member, double cap, in PooledReading whole) =>
        member.Testifying(cap) is { Households: > 0 } testimony && testimony.Lost >= settings.ClosedDrop && !member.Exonerates(cap, whole);

    // Nobody hears a whole in which nothing hints at a drop.
    private bool Hints(CellReading cell) => cell.Strata.Any(s => s.Drop <= settings.DegradedOctaves / 2);

    // Nor one without an octave in which enough homes are degraded: then none can be low, and counting costs less than pooling.
    private bool IsDegraded(CellReading[] members)
    {
        var octaves = new Dictionary<int, (double Excess, long Households)>();
        foreach (var stratum in members.SelectMany(c => c.Strata))
        {
            ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(octaves, stratum.Octave, out _);
            sum = (sum.Excess + stratum.Degraded - stratum.CalmShare * stratum.Households, sum.Households + stratum.Households);
        }

        // A hair less, since sums of fractions depend on their order.
        return octaves.Values.Any(o => o.Households >= settings.MinStratum && o.Excess >= settings.Margin * o.Households - 1e-6);
    }
}
