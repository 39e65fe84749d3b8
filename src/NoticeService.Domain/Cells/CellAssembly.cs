using System.Runtime.InteropServices;
using NoticeService.Domain.Households;

namespace NoticeService.Domain.Cells;

/// <summary>Turns the contributions of one window into cells. The order of the contributions does not matter.</summary>
public static class CellAssembly
{
    /// <summary>Households that one address block may add to a cell, whatever the cell's size.</summary>
    public const int BlockFloor = 3;

    /// <summary>Share of a cell's households that one address block may add beyond <see cref="BlockFloor"/>.</summary>
    public const double BlockShare = 0.01;

    /// <summary>
    /// Builds the cells, in key order. A household counts once per cell with its best shortfall (one good session shows
    /// that the line is not what is slow); an address block counts at most max(3, 1 % of the cell), those with the lowest
    /// pseudonyms, so that a few addresses cannot make a cell.
    /// </summary>
    public static IReadOnlyList<CellStats> Build(IReadOnlyCollection<Contribution> contributions)
    {
        ArgumentNullException.ThrowIfNull(contributions);
        var cells = new Dictionary<CellKey, (CellStats Cell, Dictionary<HouseholdId, Contribution> Testimony)>();
        foreach (var contribution in contributions)
        {
            if (!cells.TryGetValue(contribution.Cell, out var into))
            {
                cells.Add(contribution.Cell, into = (new CellStats(contribution.Cell), []));
            }

            into.Cell.CountSessions(1, contribution.Shortfall is null ? 1 : 0, contribution.Starved ? 1 : 0);
            if (contribution.Shortfall is null)
            {
                continue;
            }

            ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(into.Testimony, contribution.Household, out var exists);
            if (!exists || IsBetter(contribution, known))
            {
                known = contribution;
            }
        }

        foreach (var (cell, testimony) in cells.Values)
        {
            AddTestimony(cell, [.. testimony.Values]);
        }

        return [.. cells.Values.Select(c => c.Cell).OrderBy(c => c.Key)];
    }

    // Ties are broken by server and octave, so that the result does not depend on the order of arrival.
    private static bool IsBetter(in Contribution candidate, in Contribution known)
    {
        if (candidate.Shortfall != known.Shortfall)
        {
            return candidate.Shortfall > known.Shortfall;
        }

        var byServer = string.CompareOrdinal(candidate.Server, known.Server);
        return byServer != 0 ? byServer < 0 : candidate.Octave < known.Octave;
    }

    private static void AddTestimony(CellStats cell, Contribution[] households)
    {
        var cap = Math.Max(BlockFloor, (int)Math.Ceiling(BlockShare * households.Length));
        Array.Sort(households, (a, b) => a.Household.CompareTo(b.Household));
        var perBlock = new Dictionary<ulong, int>();
        foreach (var contribution in households)
        {
            var soFar = perBlock.GetValueOrDefault(contribution.Block);
            if (soFar == cap)
            {
                continue;
            }

            perBlock[contribution.Block] = soFar + 1;
            cell.Households.Add(contribution.Household.Low);
            cell.Blocks.Add(contribution.Block);
            cell.Stratum(new StratumKey(contribution.Server, contribution.Octave))
                .Add(ShortfallHistogram.BinOf(contribution.Shortfall!.Value));
        }
    }
}
