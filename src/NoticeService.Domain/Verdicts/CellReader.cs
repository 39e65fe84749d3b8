using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Verdicts;

/// <summary>Reads cells against their calm.</summary>
internal sealed class CellReader(VerdictSettings settings, LevelRule levels)
{
    /// <summary>Reads one cell.</summary>
    public CellReading Read(RecentCell cell)
    {
        var strata = new List<StratumReading>(cell.Octaves.Count);
        var known = new Dictionary<int, StratumCalm>(cell.Octaves.Count);
        var isByLevel = false;
        foreach (var (octave, histogram) in cell.Octaves)
        {
            var key = new CalmKey(cell.Key, octave);
            var calm = levels.ReferenceOf(key);
            if (!calm.IsKnown(settings))
            {
                continue;
            }

            known.Add(octave, calm);
            if (histogram.Total > 0)
            {
                isByLevel |= levels.IsByLevel(key);
                strata.Add(StratumReading.Of(octave, calm, histogram, cell.Newest?.Octaves.GetValueOrDefault(octave), cell.Prior?.Octaves.GetValueOrDefault(octave), settings.RecentWindows, settings));
            }
        }

        return new CellReading(cell.Key, cell.Sessions, cell.Households, cell.Blocks, strata, ReadServers, isByLevel, settings);

        IReadOnlyList<ServerReading> ReadServers() =>
            ServerReading.Of(cell.Windows.SelectMany(w => w.Stats.Strata), octave => known.GetValueOrDefault(octave), settings);
    }
}
