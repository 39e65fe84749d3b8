using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Verdicts;

/// <summary>Reads cells against their calm.</summary>
internal sealed class CellReader(VerdictSettings settings, LevelRule calm)
{
    /// <summary>Reads one cell.</summary>
    /// <param name="recent">The recent windows, merged.</param>
    /// <param name="newest">The newest window; null when the cell is not in it.</param>
    public CellReading Read(CellStats recent, CellStats? newest)
    {
        var newestByOctave = newest is null ? [] : CalmMemory.ByOctave(newest);
        var strata = new List<StratumReading>();
        var isByLevel = false;
        foreach (var (octave, histogram) in CalmMemory.ByOctave(recent))
        {
            var known = calm.ReferenceOf(new CalmKey(recent.Key, octave));
            if (histogram.Total > 0 && known.IsKnown(settings))
            {
                isByLevel |= calm.IsByLevel(new CalmKey(recent.Key, octave));
                strata.Add(StratumReading.Of(octave, known, histogram, newestByOctave.GetValueOrDefault(octave), settings));
            }
        }

        return new CellReading(recent, strata, ReadServers(recent), isByLevel, settings);
    }

    private List<ServerReading> ReadServers(CellStats recent)
    {
        var servers = new SortedDictionary<string, ServerReading>(StringComparer.Ordinal);
        foreach (var (stratum, histogram) in recent.Strata)
        {
            var known = calm.ReferenceOf(new CalmKey(recent.Key, stratum.Octave));
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
