using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Verdicts;

/// <summary>Reads cells against their calm.</summary>
internal sealed class CellReader(VerdictSettings settings, CalmMemory calm)
{
    /// <summary>Reads one cell.</summary>
    /// <param name="recent">The recent windows, merged.</param>
    /// <param name="newest">The newest window; null when the cell is not in it.</param>
    public CellReading Read(CellStats recent, CellStats? newest)
    {
        var newestByOctave = newest is null ? [] : CalmMemory.ByOctave(newest);
        var strata = new List<StratumReading>();
        foreach (var (octave, histogram) in CalmMemory.ByOctave(recent))
        {
            var known = calm.Of(new CalmKey(recent.Key, octave));
            if (histogram.Total >= settings.MinStratum && known.IsKnown(settings))
            {
                strata.Add(Read(octave, known, histogram, newestByOctave.GetValueOrDefault(octave)));
            }
        }

        return new CellReading(recent, strata, ReadServers(recent), settings);
    }

    private StratumReading Read(int octave, in StratumCalm known, ShortfallHistogram histogram, ShortfallHistogram? newest)
    {
        var degradedBelow = known.Median + settings.DegradedOctaves;
        double n = histogram.Total;

        // The same homes come again in each of the windows that are pooled, and stay as they are for a while.
        var independent = n * Math.Max(1.0 / settings.RecentWindows, known.Fresh);
        var effective = independent / (1 + (independent - 1) * Math.Max(known.Correlation, settings.MinCorrelation));

        // The medians' errors by order statistics: how far it is to the quantile one standard error of a share below a half.
        // Never less than a bin's own: a few homes may agree by chance.
        var now = Math.Max(ErrorOfMedian(histogram, effective), 1.0 / ShortfallHistogram.PerOctave);
        var error = Math.Sqrt(now * now + Math.Pow(ErrorOfMedian(histogram, known.Effective), 2));
        return new StratumReading(
            octave,
            octave + 0.5 + known.Median,
            known,
            histogram.Total,
            histogram.CountBelow(degradedBelow),
            histogram.Median - known.Median,
            error,
            newest?.Total ?? 0,
            newest?.CountBelow(degradedBelow) ?? 0);
    }

    private static double ErrorOfMedian(ShortfallHistogram histogram, double effective) =>
        histogram.Median - histogram.Quantile(Math.Max(0, 0.5 - 0.5 / Math.Sqrt(Math.Max(1, effective))));

    private List<ServerReading> ReadServers(CellStats recent)
    {
        var servers = new SortedDictionary<string, ServerReading>(StringComparer.Ordinal);
        foreach (var (stratum, histogram) in recent.Strata)
        {
            var known = calm.Of(new CalmKey(recent.Key, stratum.Octave));
            if (!known.IsKnown(settings))
            {
                continue;
            }

            var sum = servers.GetValueOrDefault(stratum.Server, new ServerReading(stratum.Server, 0, 0, 0));
            var households = sum.Households + histogram.Total;
            servers[stratum.Server] = new ServerReading(
                stratum.Server,
                households,
                sum.Degraded + histogram.CountBelow(known.Median + settings.DegradedOctaves),
                (sum.CalmShare * sum.Households + known.DegradedShare * histogram.Total) / Math.Max(1, households));
        }

        return [.. servers.Values];
    }
}
