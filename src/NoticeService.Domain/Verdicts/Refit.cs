using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Verdicts;

/// <summary>
/// Judges a verdict again by all that was seen while it lasted. What the newest windows suggested is then known better by far:
/// a peer that looked well for half a minute may have been slow all along.
/// </summary>
internal sealed class Refit(VerdictSettings settings)
{
    private readonly Company company = new(settings);

    /// <summary>Why the verdict cannot stand; null when it does.</summary>
    public Overturned? Judge(Case about)
    {
        var sum = about.Sum;
        var readings = company.Join(sum.Cells.Select(c => CellReading.Of(
            c.Key, c.Sessions, c.Households.Count, c.Blocks.Count, c.Strata, octave => about.CalmOf(new CalmKey(c.Key, octave)), sum.Windows, settings)));
        var findings = Attribution.Explain(settings, readings.Values);
        var accused = about.Ever.Select(readings.GetValueOrDefault).OfType<CellReading>().ToArray();
        if (findings.FirstOrDefault(f => f.Term == about.Term) is { } same)
        {
            // Less is known of the peers than it was: no reason to take back what was seen.
            return same.Doubt == Doubt.Mixed ? new Overturned(same, null) : null;
        }

        // Low cells that are too small to speak are explained by nobody, and say nothing against the verdict.
        var low = accused.Where(c => c is { IsLow: true, Speaks: true }).Select(c => c.Key).ToHashSet();
        if (low.Count > 0)
        {
            return findings.FirstOrDefault(f => f.Cells.Any(c => low.Contains(c.Key))) is { } instead ? new Overturned(null, instead) : null;
        }

        // A drop that ends slowly is small on the whole and was none the less large: only what surely was none is taken back.
        return accused.Length > 0 && Finding.Sum(accused).LostAtMost < settings.ClosedDrop ? new Overturned(null, null) : null;
    }
}

/// <summary>Why a verdict cannot stand. Neither is given when those it accuses were hardly slow.</summary>
/// <param name="Mixed">The same term, whose rivals are not excluded.</param>
/// <param name="Instead">What explains the accused cells better.</param>
internal sealed record Overturned(Finding? Mixed, Finding? Instead);
