namespace NoticeService.Domain.Verdicts;

/// <summary>What one side of a comparison testified, over the recent windows and all metros of the verdict.</summary>
/// <param name="Isp">Which ISP; null for all others.</param>
/// <param name="Path">Over which path; null for all others.</param>
/// <param name="HouseholdWindows">Households times windows that testify.</param>
/// <param name="Degraded">Share of them that lost at least the named drop, 0 to 1.</param>
/// <param name="DegradedInCalm">The same share in calm, 0 to 1.</param>
/// <param name="Lost">Fraction of throughput lost, median against calm, 0 to 1.</param>
/// <param name="LostAtMost">One-sided 95 % upper bound of that, 0 to 1.</param>
public sealed record EvidenceReading(string? Isp, string? Path, long HouseholdWindows, double Degraded, double DegradedInCalm, double Lost, double LostAtMost)
{
    /// <summary>One-sided 99 % lower bound of <see cref="Lost"/>, 0 to 1.</summary>
    public double LostAtLeast { get; init; }

    /// <summary>Sessions in a window, on average, whether or not they testify.</summary>
    public long Sessions { get; init; }

    /// <summary>Distinct households, by sketch, summed over cells.</summary>
    public long Households { get; init; }

    internal static EvidenceReading Of(string? isp, string? path, in PooledReading reading, long sessions, long households) =>
        new(isp, path, reading.Households, reading.Share, reading.CalmShare, reading.Lost, reading.LostAtMost)
        {
            LostAtLeast = reading.LostAtLeast,
            Sessions = sessions,
            Households = households,
        };

    /// <summary>Cells as one.</summary>
    /// <param name="cap">Only strata that would show this cap are asked, log2 kbit/s.</param>
    internal static EvidenceReading Of(string? isp, string? path, IReadOnlyCollection<CellReading> cells, double cap, VerdictSettings settings) => Of(
        isp,
        path,
        cells.Aggregate(default(PooledReading), (sum, c) => sum + c.Testifying(cap)),
        cells.Sum(c => c.Sessions) / settings.RecentWindows,
        cells.Sum(c => c.Households));
}
