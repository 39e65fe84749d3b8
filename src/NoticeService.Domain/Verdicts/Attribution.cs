namespace NoticeService.Domain.Verdicts;

/// <summary>
/// Explains the low cells of one metro with the fewest terms. A healthy cell that would show the cap exonerates every term
/// that covers it. Nearest to us first: the service, then whole ISPs and transits, then single interconnections.
/// </summary>
internal sealed class Attribution(VerdictSettings settings, IReadOnlyList<CellReading> cells)
{
    private readonly IReadOnlyList<CellReading> speaking = [.. cells.Where(c => c.Speaks)];
    private readonly List<CellReading> unexplained = [.. cells.Where(c => c.Speaks && c.IsLow)];
    private readonly List<Finding> findings = [];

    /// <summary>The findings, in term order.</summary>
    public static IReadOnlyList<Finding> Explain(VerdictSettings settings, IReadOnlyList<CellReading> metro)
    {
        var attribution = new Attribution(settings, metro);
        attribution.Explain();
        return [.. attribution.findings.OrderBy(f => f.Term)];
    }

    private void Explain()
    {
        if (unexplained.Count == 0)
        {
            return;
        }

        if (ServiceIsLow() || OneServerIsLow())
        {
            Accept(new Term(Culprit.Service, null, null), [.. unexplained], []);
            return;
        }

        while (LargestWholeTerm() is { } term)
        {
            Accept(term, [.. unexplained.Where(c => Covers(term, c))], ContrastsOf(term));
        }

        foreach (var cell in unexplained.ToArray())
        {
            AcceptPair(cell);
        }
    }

    // Almost every ISP low over almost every way that we reach it: nothing that they share but us.
    private bool ServiceIsLow()
    {
        var cap = unexplained.Average(c => c.Cap!.Value);
        var judged = speaking.Where(c => c.IsLow || CanShow(c, cap)).ToArray();
        var isps = judged.Select(c => c.Key.Isp).Distinct().Count();
        var lowIsps = judged.GroupBy(c => c.Key.Isp).Count(g => g.All(c => c.IsLow));
        var paths = judged.Select(c => c.Key.Path).Distinct().Count();
        return isps >= settings.MinIspsForPath
            && lowIsps >= settings.ServiceShare * isps
            && (paths >= 2 || judged.SelectMany(c => c.Servers).Select(s => s.Server).Distinct().Count() < settings.MinServersForPath);
    }

    // Every low cell is low on one server only, and fine on another of the same cell.
    private bool OneServerIsLow()
    {
        var suspects = unexplained
            .SelectMany(c => c.Servers)
            .Where(s => s.Households >= settings.MinStratum)
            .GroupBy(s => s.Server)
            .Where(g => g.All(s => s.Excess >= settings.Margin))
            .Select(g => g.Key)
            .ToArray();
        return suspects.Length == 1
            && unexplained.All(c => c.Servers.Any(s => s.Server != suspects[0] && s.Households >= settings.MinStratum && s.Excess < settings.Margin / 2));
    }

    private Term? LargestWholeTerm()
    {
        var candidates = unexplained.Select(c => new Term(Culprit.Isp, c.Key.Isp, null))
            .Concat(unexplained.Select(c => new Term(Culprit.Path, null, c.Key.Path)))
            .Distinct()
            .Where(IsWhole)
            .Select(t => (Term: t, Size: unexplained.Count(c => Covers(t, c))))
            .Where(t => t.Size >= 2)
            .OrderByDescending(t => t.Size)
            .ThenBy(t => t.Term)
            .ToArray();
        return candidates.Length == 0 ? null : candidates[0].Term;
    }

    // Not exonerated, and wide enough that it is not a single interconnection.
    private bool IsWhole(Term term)
    {
        var covered = speaking.Where(c => Covers(term, c)).ToArray();
        var low = covered.Where(c => c.IsLow).ToArray();
        var cap = low.Average(c => c.Cap!.Value);
        if (covered.Any(c => !c.IsLow && CanShow(c, cap)))
        {
            return false;
        }

        return term.Culprit == Culprit.Isp
            ? low.Select(c => c.Key.Path).Distinct().Count() >= 2
            : low.Select(c => c.Key.Isp).Distinct().Count() >= settings.MinIspsForPath
                && low.SelectMany(c => c.Servers).Where(s => s.Excess >= settings.Margin).Select(s => s.Server).Distinct().Count() >= settings.MinServersForPath;
    }

    private void AcceptPair(CellReading cell)
    {
        var term = new Term(Culprit.Interconnect, cell.Key.Isp, cell.Key.Path);
        var cap = cell.Cap!.Value;
        var contrasts = new List<Contrast>
        {
            new(Rival.OfIsp(cell.Key.Isp), Pool(speaking.Where(c => c.Key.Isp == cell.Key.Isp && c.Key.Path != cell.Key.Path), cap)),
            new(Rival.OfPath(cell.Key.Path), Pool(speaking.Where(c => c.Key.Path == cell.Key.Path && c.Key.Isp != cell.Key.Isp), cap)),
        };
        Accept(term, [cell], contrasts);
    }

    // An ISP: the other ISPs over each of its low paths, path by path. A transit: its ISPs over other paths, ISP by ISP.
    private List<Contrast> ContrastsOf(Term term)
    {
        var low = unexplained.Where(c => Covers(term, c)).ToArray();
        var cap = low.Average(c => c.Cap!.Value);
        return term.Culprit == Culprit.Isp
            ? [.. low.Select(c => c.Key.Path).Distinct().Order(StringComparer.Ordinal).Select(path =>
                new Contrast(Rival.OfPath(path), Pool(speaking.Where(c => c.Key.Path == path && c.Key.Isp != term.Isp), cap)))]
            : [.. low.Select(c => c.Key.Isp).Distinct().Order(StringComparer.Ordinal).Select(isp =>
                new Contrast(Rival.OfIsp(isp), Pool(speaking.Where(c => c.Key.Isp == isp && c.Key.Path != term.Path), cap)))];
    }

    private void Accept(Term term, IReadOnlyList<CellReading> low, IReadOnlyList<Contrast> contrasts)
    {
        var accused = low.Aggregate(default(PooledReading), (sum, c) => sum + c.PooledReading);
        var doubt = DoubtOf(term, accused, contrasts);
        findings.Add(new Finding(doubt == Doubt.None ? term : term with { Culprit = Culprit.Undetermined }, low, accused, contrasts, doubt));
        unexplained.RemoveAll(low.Contains);
    }

    private Doubt DoubtOf(Term term, in PooledReading accused, IReadOnlyList<Contrast> contrasts)
    {
        if (term.Culprit == Culprit.Service)
        {
            return Doubt.None;
        }

        foreach (var contrast in contrasts)
        {
            // Without peers the rival fits as well as the accused. For a transit, one ISP without another way is not needed.
            if (contrast.Peers.Households < settings.MinHouseholds)
            {
                if (term.Culprit == Culprit.Path && contrasts.Count(c => c.Peers.Households >= settings.MinHouseholds) >= 2)
                {
                    continue;
                }

                return contrast.Peers.Households == 0 ? Doubt.Ambiguous : Doubt.Insufficient;
            }

            if (!contrast.Excludes(accused))
            {
                return Doubt.Mixed;
            }
        }

        return Doubt.None;
    }

    private bool CanShow(CellReading cell, double cap) => cell.Testifying(cap).Households >= settings.MinHouseholds;

    // A peer that is low itself says nothing here: it has, or waits for, a term of its own; the healthy ones exonerate.
    private static PooledReading Pool(IEnumerable<CellReading> peers, double cap) =>
        peers.Where(c => !c.IsLow).Aggregate(default(PooledReading), (sum, c) => sum + c.Testifying(cap));

    private static bool Covers(Term term, CellReading cell) =>
        (term.Isp is null || term.Isp == cell.Key.Isp) && (term.Path is null || term.Path == cell.Key.Path);
}
