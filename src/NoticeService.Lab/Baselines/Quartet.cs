using NoticeService.Domain.Cells;

namespace NoticeService.Lab.Baselines;

/// <summary>What stands for a client block: a cell, and an octave of its households' norms.</summary>
internal readonly record struct QuartetKey(CellKey Cell, string Server, int Octave);

/// <summary>One quartet in one bucket.</summary>
/// <param name="Key">Which.</param>
/// <param name="Samples">Household-windows.</param>
/// <param name="Level">Mean shortfall, octaves.</param>
internal sealed record Quartet(QuartetKey Key, long Samples, double Level)
{
    /// <summary>The quartets of a bucket with enough household-windows, in key order.</summary>
    public static List<Quartet> Of(IEnumerable<CellStats> bucket, long least) =>
    [
        .. from cell in bucket
           from stratum in cell.Strata
           where stratum.Value.Total >= least
           select new Quartet(new QuartetKey(cell.Key, stratum.Key.Server, stratum.Key.Octave), stratum.Value.Total, Mean(stratum.Value)),
    ];

    private static double Mean(ShortfallHistogram histogram)
    {
        double sum = 0;
        for (var i = 0; i < histogram.Counts.Length; i++)
        {
            sum += histogram.Counts[i] * ShortfallHistogram.MiddleOf(histogram.First + i);
        }

        return sum / histogram.Total;
    }
}
