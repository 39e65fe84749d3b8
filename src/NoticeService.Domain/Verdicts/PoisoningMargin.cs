namespace NoticeService.Domain.Verdicts;

/// <summary>
/// How many households that lie together would turn a finding: the fewest for which it would not hold without their word. It
/// rests on two things: that more of the accused are degraded than the null allows, and that the peers are well in the median.
/// </summary>
/// <param name="Households">How many, at least one; each lies in every recent window.</param>
/// <param name="NamingSet">Households whose word counts, on both sides.</param>
public readonly record struct PoisoningMargin(double Households, double NamingSet)
{
    /// <summary>The same as a share of those whose word counts, 0 to 1.</summary>
    public double Share => NamingSet == 0 ? 0 : Households / NamingSet;

    /// <summary>
    /// Of the accused alone, household-windows: degraded ones that are taken away until the share is what the null allows,
    /// (D - k) / (N - k) = p. Negative when it is less already.
    /// </summary>
    internal static double OfAccused(in PooledReading accused, double peerShare, VerdictSettings settings)
    {
        var allowed = Math.Min(0.99, Math.Max(accused.CalmShare, peerShare) + settings.Margin);
        return (accused.Degraded - allowed * accused.Households) / (1 - allowed);
    }

    internal static PoisoningMargin Of(Finding finding, VerdictSettings settings)
    {
        var accused = finding.Accused;
        var least = OfAccused(accused, finding.PeerShare, settings);
        double heard = accused.Households;
        foreach (var contrast in finding.Contrasts.Where(c => c.Suffices(settings)))
        {
            // Healthy ones that are taken away until half of the rest is degraded, and with it the median: D / (N - k) = 1/2.
            least = Math.Min(least, contrast.Peers.Households - 2.0 * contrast.Peers.Degraded);
            heard += contrast.Peers.Households;
        }

        return new PoisoningMargin(Math.Max(1, Math.Floor(least / settings.RecentWindows)), Math.Ceiling(heard / settings.RecentWindows));
    }
}
