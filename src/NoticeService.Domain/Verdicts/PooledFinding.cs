namespace NoticeService.Domain.Verdicts;

/// <summary>One term over all metros in which it was found.</summary>
internal sealed record PooledFinding(
    Term Term,
    IReadOnlyList<string> Metros,
    IReadOnlyList<CellReading> Cells,
    PooledReading Accused,
    IReadOnlyList<Contrast> Contrasts,
    double PeerShare,
    Doubt Doubt)
{
    /// <summary>Pools findings of the same term; metros in order.</summary>
    public static IReadOnlyList<PooledFinding> Pool(IEnumerable<(string Metro, Finding Finding)> findings) =>
        [.. findings.GroupBy(f => f.Finding.Term).OrderBy(g => g.Key).Select(g => new PooledFinding(
            g.Key,
            [.. g.Select(f => f.Metro).Order(StringComparer.Ordinal)],
            [.. g.SelectMany(f => f.Finding.Cells)],
            g.Aggregate(default(PooledReading), (sum, f) => sum + f.Finding.Accused),
            [.. g.SelectMany(f => f.Finding.Contrasts)],
            g.Max(f => f.Finding.PeerShare),
            g.Max(f => f.Finding.Doubt)))];

    public long Households => Cells.Sum(c => c.Households);

    public long Blocks => Cells.Sum(c => c.Blocks);

    public long Sessions => Cells.Sum(c => c.Sessions);
}
