using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Verdicts;

/// <summary>
/// What a stratum is compared with: its own calm, or, where that has been crowded for as long as is remembered, what its peers
/// have in calm. Crowding that never goes away looks like calm; only its level gives it away: the same ISP does well over its
/// other paths, and the same path carries its other ISPs well, to homes with lines as fast. Not thread-safe.
/// </summary>
internal sealed class LevelRule(VerdictSettings settings, CalmMemory calm)
{
    private readonly Dictionary<CalmKey, StratumCalm> peers = [];
    private bool isCurrent;

    /// <summary>What to compare a stratum with; all zero when nothing is known.</summary>
    public StratumCalm ReferenceOf(CalmKey key) => Peers().TryGetValue(key, out var level) ? level : calm.Of(key);

    /// <summary>Whether there is enough of it to compare with.</summary>
    public bool IsKnown(in StratumCalm reference) => reference.IsKnown(settings);

    /// <summary>Whether a stratum is compared with its peers.</summary>
    public bool IsByLevel(CalmKey key) => Peers().ContainsKey(key);

    /// <summary>Calm was learned since.</summary>
    public void CalmChanged() => isCurrent = false;

    private Dictionary<CalmKey, StratumCalm> Peers()
    {
        if (!isCurrent)
        {
            Look();
            isCurrent = true;
        }

        return peers;
    }

    // Finds the strata whose calm is no calm.
    private void Look()
    {
        peers.Clear();
        var gap = Math.Log2(1 - settings.LevelDrop);

        // A stratum near the norms of its homes lacks nothing: nearly all are, so that few are looked at further.
        var suspects = calm.Strata.Where(s => IsRemembered(s.Value) && s.Value.Median <= gap).ToArray();
        if (suspects.Length == 0)
        {
            return;
        }

        var metros = calm.Strata.Where(s => s.Value.IsKnown(settings)).ToLookup(s => s.Key.Cell.Metro, StringComparer.Ordinal);
        foreach (var (key, own) in suspects)
        {
            var ofIsp = Lowest(metros[key.Cell.Metro].Where(s => s.Key.Cell.Isp == key.Cell.Isp && s.Key.Cell.Path != key.Cell.Path), key.Octave);
            var ofPath = Lowest(metros[key.Cell.Metro].Where(s => s.Key.Cell.Path == key.Cell.Path && s.Key.Cell.Isp != key.Cell.Isp), key.Octave);
            if (ofIsp is { } isp && ofPath is { } path && own.Median <= Math.Min(isp.Median, path.Median) + gap)
            {
                peers.Add(key, isp.Median < path.Median ? isp : path);
            }
        }
    }

    // The peer that fares worst: who stands out against that one stands out against all. Faster lines are a peer too, since
    // what carries them would carry slower ones.
    private static StratumCalm? Lowest(IEnumerable<KeyValuePair<CalmKey, StratumCalm>> peers, int octave)
    {
        KeyValuePair<CalmKey, StratumCalm>? lowest = null;
        foreach (var peer in peers.Where(p => p.Key.Octave >= octave))
        {
            // Of two alike always the same one, in whatever order calm is kept.
            if (lowest is not { } known || (peer.Value.Median, peer.Key).CompareTo((known.Value.Median, known.Key)) < 0)
            {
                lowest = peer;
            }
        }

        return lowest?.Value;
    }

    private bool IsRemembered(in StratumCalm stratum) => stratum.IsKnown(settings) && stratum.Windows >= settings.CalmMemoryWindows;
}
