using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Evidence;

/// <summary>Shortfalls of one stratum in a pack.</summary>
/// <param name="Server">Which host.</param>
/// <param name="Octave">Octave of the households' norms: floor(log2 of kbit/s).</param>
/// <param name="First">Bin of the first count; a bin is 1/16 octave, and bin 0 begins at -6.</param>
/// <param name="Counts">Household-windows by bin.</param>
public sealed record PackedStratum(string Server, int Octave, int First, IReadOnlyList<int> Counts);

/// <summary>One cell over the recent windows, without anything by which a household could be found.</summary>
/// <param name="Cell">Which.</param>
/// <param name="Sessions">Sessions over the windows, with or without a norm.</param>
/// <param name="Households">Distinct households that testify, by sketch.</param>
/// <param name="Blocks">Distinct address blocks that testify, by sketch.</param>
/// <param name="Strata">What they showed, by octave and server.</param>
public sealed record PackedCell(CellKey Cell, long Sessions, long Households, long Blocks, IReadOnlyList<PackedStratum> Strata)
{
    internal static PackedCell Of(CellStats cell) => new(
        cell.Key,
        cell.Sessions,
        cell.Households.Count,
        cell.Blocks.Count,
        [.. cell.Strata.Select(s => new PackedStratum(s.Key.Server, s.Key.Octave, s.Value.First, s.Value.Counts.ToArray()))]);

    /// <exception cref="ArgumentOutOfRangeException">A bin that is none, or a negative count.</exception>
    internal IReadOnlyList<KeyValuePair<StratumKey, ShortfallHistogram>> Histograms() => [.. Strata.Select(s =>
    {
        var histogram = new ShortfallHistogram();
        for (var i = 0; i < s.Counts.Count; i++)
        {
            histogram.Add(s.First + i, s.Counts[i]);
        }

        return KeyValuePair.Create(new StratumKey(s.Server, s.Octave), histogram);
    })];
}
