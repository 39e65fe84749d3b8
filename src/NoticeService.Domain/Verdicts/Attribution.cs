using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Verdicts;

/// <summary>
/// Explains the low cells with the fewest terms. A term holds in the metros where it covers a low cell and no healthy one: a
/// cell that would show the cap and surely does not exonerates every term that covers it there. Nearest to us first: the
/// service, then whole ISPs and transits, the one that explains most cells first, then single interconnections.
/// </summary>
internal sealed class Attribution
{
    private readonly VerdictSettings settings;
    private readonly IReadOnlyList<CellReading> speaking;
    private readonly Dictionary<string, List<CellReading>> byIsp;
    private readonly Dictionary<string, List<CellReading>> byPath;
    private readonly SortedSet<CellReading> unexplained;
    private readonly List<Finding> findings = [];

    private Attribution(VerdictSettings settings, IEnumerable<CellReading> cells)
    {
        this.settings = settings;
        speaking = [.. cells.Where(c => c.Speaks).OrderBy(c => c.Key)];
        byIsp = speaking.GroupBy(c => c.Key.Isp).ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);
        byPath = speaking.GroupBy(c => c.Key.Path).ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);
        unexplained = new SortedSet<CellReading>(speaking.Where(c => c.IsLow), Comparer<CellReading>.Create((a, b) => a.Key.CompareTo(b.Key)));
    }

    /// <summary>The findings, one a term, in term order.</summary>
    public static IReadOnlyList<Finding> Explain(VerdictSettings settings, IEnumerable<CellReading> cells)
    {
        var attribution = new Attribution(settings, cells);
        attribution.Explain();
        return [.. attribution.findings.OrderBy(f => f.Term)];
    }

    private void Explain()
    {
        if (unexplained.Count == 0)
        {
            return;
        }

        ExplainByService();
        ExplainByWholeTerms();
        foreach (var pair in unexplained.GroupBy(c => (c.Key.Isp, c.Key.Path)).ToArray())
        {
            AcceptPair(pair.Key.Isp, pair.Key.Path, [.. pair]);
        }
    }

    private void ExplainByService()
    {
        var low = new List<CellReading>();
        if (IsService(speaking))
        {
            low.AddRange(unexplained);
        }
        else
        {
            foreach (var metro in speaking.GroupBy(c => c.Key.Metro))
            {
                CellReading[] cells = [.. metro];
                if (IsService(cells) || IsOneServer(cells))
                {
                    low.AddRange(cells.Where(c => c.IsLow));
                }
                else
                {
                    low.AddRange(PathsOfOneServer(cells));
                }
            }
        }

        if (low.Count > 0)
        {
            Accept(new Term(Culprit.Service, null, null), [.. low.OrderBy(c => c.Key)], []);
        }
    }

    // Almost every ISP low over every way that we reach it: nothing that they share but us.
    private bool IsService(IReadOnlyList<CellReading> cells)
    {
        var low = cells.Where(c => c.IsLow).ToArray();
        if (low.Length == 0)
        {
            return false;
        }

        var accused = Finding.Sum(low);
        var cap = CapOf(low);
        int isps = 0, lowIsps = 0;
        foreach (var isp in cells.GroupBy(c => c.Key.Isp))
        {
            var testifying = isp.Aggregate(default(PooledReading), (sum, c) => sum + (c.IsLow ? c.PooledReading : c.Testifying(cap)));
            if (testifying.Households < settings.MinHouseholds)
            {
                continue;
            }

            isps++;
            lowIsps += testifying.Lost >= settings.NamedDrop && testifying.Excess >= settings.Margin && !isp.Any(c => c.Exonerates(cap, accused)) ? 1 : 0;
        }

        return isps >= settings.MinIspsForPath
            && lowIsps >= settings.ServiceShare * isps
            && (Widths(low, c => c.Key.Path) >= 2
                || (cells.Select(c => c.Key.Path).Distinct().Count() == 1 && ServersOf(cells, _ => true).Count < settings.MinServersForPath && IsOneBottleneck(low)));
    }

    // Every low cell is low on one server only, and fine on another of the same cell.
    private bool IsOneServer(IReadOnlyList<CellReading> cells)
    {
        var low = cells.Where(c => c.IsLow).ToArray();
        var suspects = low
            .SelectMany(c => c.Servers)
            .Where(s => s.Households >= settings.MinStratum)
            .GroupBy(s => s.Server)
            .Where(g => g.All(s => s.Excess >= settings.Margin))
            .Select(g => g.Key)
            .ToArray();
        return suspects.Length == 1
            && low.All(c => c.Servers.Any(s => s.Server != suspects[0] && s.Households >= settings.MinStratum && s.Excess < settings.Margin / 2));
    }

    // All ISPs of a path low, but over one server: whether the transit or our machine, we cannot tell, and the nearer is us.
    private IEnumerable<CellReading> PathsOfOneServer(IReadOnlyList<CellReading> metro)
    {
        foreach (var path in metro.GroupBy(c => c.Key.Path))
        {
            CellReading[] low = [.. path.Where(c => c.IsLow)];
            if (low.Select(c => c.Key.Isp).Distinct().Count() >= settings.MinIspsForPath
                && ServersOf(byPath[path.Key].Where(c => c.IsLow), s => s.Excess >= settings.Margin).Count < settings.MinServersForPath
                && IsOneBottleneck(low)
                && !path.Any(c => c.Exonerates(CapOf(low), Finding.Sum(low))))
            {
                foreach (var cell in low)
                {
                    yield return cell;
                }
            }
        }
    }

    private void ExplainByWholeTerms()
    {
        var candidates = new SortedDictionary<Term, CellReading[]>();
        foreach (var cell in unexplained)
        {
            Consider(new Term(Culprit.Isp, cell.Key.Isp, null), candidates);
            Consider(new Term(Culprit.Path, null, cell.Key.Path), candidates);
        }

        while (candidates.Count > 0)
        {
            // Ties go to the first in term order.
            var (term, low) = candidates.Aggregate((best, next) => next.Value.Length > best.Value.Length ? next : best);
            Accept(term, low, ContrastsOf(term, low));
            candidates.Remove(term);
            foreach (var cell in low)
            {
                Reconsider(new Term(Culprit.Isp, cell.Key.Isp, null), candidates);
                Reconsider(new Term(Culprit.Path, null, cell.Key.Path), candidates);
            }
        }
    }

    private void Consider(Term term, SortedDictionary<Term, CellReading[]> candidates)
    {
        if (!candidates.ContainsKey(term) && WholeOf(term) is { } low)
        {
            candidates.Add(term, low);
        }
    }

    private void Reconsider(Term term, SortedDictionary<Term, CellReading[]> candidates)
    {
        if (candidates.Remove(term) && WholeOf(term) is { } low)
        {
            candidates.Add(term, low);
        }
    }

    // The low cells that a whole ISP or transit explains; null when it is exonerated wherever it is low, or too narrow.
    private CellReading[]? WholeOf(Term term)
    {
        var covered = term.Culprit == Culprit.Isp ? byIsp[term.Isp!] : byPath[term.Path!];
        var low = covered.Where(unexplained.Contains).ToArray();
        if (low.Length < 2)
        {
            return null;
        }

        var accused = Finding.Sum(low);
        var cap = CapOf(low);
        var acquitted = covered.Where(c => c.Exonerates(cap, accused)).Select(c => c.Key.Metro).ToHashSet(StringComparer.Ordinal);
        low = [.. low.Where(c => !acquitted.Contains(c.Key.Metro))];
        var isWide = term.Culprit == Culprit.Isp
            ? Widths(low, c => c.Key.Path) >= 2
            : Widths(low, c => c.Key.Isp) >= settings.MinIspsForPath && ServersOf(low, s => s.Excess >= settings.Margin).Count >= settings.MinServersForPath;
        return isWide && IsOneBottleneck(low) ? low : null;
    }

    // One bottleneck leaves every cell of a metro the same rate: low cells with caps of their own have bottlenecks of their own.
    private bool IsOneBottleneck(IEnumerable<CellReading> low) =>
        low.Where(c => c.IsLarge).GroupBy(c => c.Key.Metro).All(m => m.Max(c => c.Cap!.Value) - m.Min(c => c.Cap!.Value) <= settings.MaxCapSpread);

    // How many of the paths (or ISPs) are low beyond their own error. Beside a large cell, which explains itself, a handful of
    // homes that happens to look low widens nothing; where all are small, they only speak together.
    private int Widths(IReadOnlyCollection<CellReading> low, Func<CellReading, string> by)
    {
        var least = low.Any(c => c.IsLarge) ? settings.MinHouseholds : 1;
        return low.GroupBy(by, StringComparer.Ordinal).Select(Finding.Sum).Count(g => g.Households >= least && g.LostAtLeast >= settings.ClosedDrop);
    }

    private void AcceptPair(string isp, string path, CellReading[] low)
    {
        var metros = MetrosOf(low);
        var cap = CapOf(low);
        Accept(new Term(Culprit.Interconnect, isp, path), low,
        [
            ContrastOf(Rival.OfIsp(isp), byIsp[isp].Where(c => c.Key.Path != path && metros.Contains(c.Key.Metro)), cap),
            ContrastOf(Rival.OfPath(path), byPath[path].Where(c => c.Key.Isp != isp && metros.Contains(c.Key.Metro)), cap),
        ]);
    }

    // An ISP: the other ISPs over each of its low paths, path by path. A transit: its ISPs over other paths, ISP by ISP.
    private List<Contrast> ContrastsOf(Term term, CellReading[] low)
    {
        var metros = MetrosOf(low);
        var cap = CapOf(low);
        return term.Culprit == Culprit.Isp
            ? [.. low.Select(c => c.Key.Path).Distinct().Order(StringComparer.Ordinal).Select(path =>
                ContrastOf(Rival.OfPath(path), byPath[path].Where(c => c.Key.Isp != term.Isp && metros.Contains(c.Key.Metro)), cap))]
            : [.. low.Select(c => c.Key.Isp).Distinct().Order(StringComparer.Ordinal).Select(isp =>
                ContrastOf(Rival.OfIsp(isp), byIsp[isp].Where(c => c.Key.Path != term.Path && metros.Contains(c.Key.Metro)), cap))];
    }

    // A peer that is low itself says nothing here: it has, or waits for, a term of its own; the others exonerate.
    private static Contrast ContrastOf(Rival rival, IEnumerable<CellReading> peers, double cap)
    {
        var sum = default(PooledReading);
        long households = 0, blocks = 0, sessions = 0;
        foreach (var peer in peers.Where(c => !c.IsLow))
        {
            var testifying = peer.Testifying(cap);
            if (testifying.Households > 0)
            {
                sum += testifying;
                households += peer.Households;
                blocks += peer.Blocks;
                sessions += peer.Sessions;
            }
        }

        return new Contrast(rival, sum, households, blocks, sessions);
    }

    private void Accept(Term term, IReadOnlyList<CellReading> low, IReadOnlyList<Contrast> contrasts)
    {
        findings.Add(Finding.Of(term, low, contrasts, settings));
        unexplained.ExceptWith(low);
    }

    private static double CapOf(IReadOnlyCollection<CellReading> low) => low.Average(c => c.Cap!.Value);

    private static HashSet<string> MetrosOf(IEnumerable<CellReading> cells) => cells.Select(c => c.Key.Metro).ToHashSet(StringComparer.Ordinal);

    private static HashSet<string> ServersOf(IEnumerable<CellReading> cells, Func<ServerReading, bool> which) =>
        cells.SelectMany(c => c.Servers).Where(which).Select(s => s.Server).ToHashSet(StringComparer.Ordinal);
}
