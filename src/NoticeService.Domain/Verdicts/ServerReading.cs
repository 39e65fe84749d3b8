using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Verdicts;

/// <summary>One server of a cell against the cell's calm.</summary>
/// <param name="Households">Household-windows that testify.</param>
/// <param name="Degraded">Of those, the degraded.</param>
/// <param name="CalmDegraded">How many would be degraded in calm.</param>
public readonly record struct ServerReading(string Server, long Households, long Degraded, double CalmDegraded)
{
    /// <summary>Share degraded beyond calm.</summary>
    public double Excess => Households == 0 ? 0 : (Degraded - CalmDegraded) / Households;

    /// <summary>The servers of some strata, by name.</summary>
    /// <param name="strata">Of one cell, over one or more windows.</param>
    /// <param name="calmOf">By octave: what they are compared with.</param>
    internal static IReadOnlyList<ServerReading> Of(IEnumerable<KeyValuePair<StratumKey, ShortfallHistogram>> strata, Func<int, StratumCalm> calmOf, VerdictSettings settings)
    {
        var servers = new SortedList<string, ServerReading>(StringComparer.Ordinal);
        foreach (var (stratum, histogram) in strata)
        {
            var calm = calmOf(stratum.Octave);
            if (calm.IsKnown(settings))
            {
                var sum = servers.GetValueOrDefault(stratum.Server, new ServerReading(stratum.Server, 0, 0, 0));
                servers[stratum.Server] = new ServerReading(
                    stratum.Server,
                    sum.Households + histogram.Total,
                    sum.Degraded + histogram.CountBelow(calm.Median + settings.DegradedOctaves),
                    sum.CalmDegraded + calm.DegradedShare * histogram.Total);
            }
        }

        return [.. servers.Values];
    }
}
