using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Verdicts;

/// <summary>One server of a cell against the cell's calm.</summary>
/// <param name="Households">Household-windows that testify.</param>
/// <param name="Degraded">Of those, the degraded.</param>
public readonly record struct ServerReading(string Server, long Households, long Degraded, double CalmShare)
{
    public double Excess => Households == 0 ? 0 : (double)Degraded / Households - CalmShare;
}

/// <summary>
/// One cell over the recent windows. Crowding on a shared link caps what each home gets: homes above the cap lose,
/// homes below it lose nothing. So the cap is read from the strata that are low, and only strata that lie above it testify.
/// </summary>
public sealed class CellReading
{
    /// <summary>A stratum needs this much room above a cap, octaves, before it would show: log2(1/0.75), the named drop.</summary>
    private const double Room = 0.415;

    private readonly IReadOnlyList<StratumReading> strata;
    private readonly int minTestifying;

    internal CellReading(CellStats recent, IReadOnlyList<StratumReading> strata, IReadOnlyList<ServerReading> servers, VerdictSettings settings)
    {
        Key = recent.Key;
        Sessions = recent.Sessions;
        Households = recent.Households.Count;
        Blocks = recent.Blocks.Count;
        this.strata = strata;
        Servers = servers;
        Cap = FindCap(strata, settings);
        var judged = Testifying(Cap ?? double.NegativeInfinity);
        PooledReading = judged;
        var total = strata.Sum(s => s.Households);
        TestifyingShare = total == 0 ? 0 : (double)judged.Households / total;
        IsLow = Cap is not null && judged.Lost >= settings.NamedDrop && judged.Excess >= settings.Margin;
        Speaks = judged.Households >= settings.MinCellHouseholds && Households >= settings.MinCellHouseholds;
        IsLarge = judged.Households >= settings.MinHouseholds && Households >= settings.MinHouseholds && Blocks >= settings.MinBlocks;
        minTestifying = settings.MinCellHouseholds;
    }

    public CellKey Key { get; }

    /// <summary>Sessions over the recent windows, with or without a norm.</summary>
    public long Sessions { get; }

    /// <summary>Distinct households that testify.</summary>
    public long Households { get; }

    /// <summary>Distinct address blocks that testify.</summary>
    public long Blocks { get; }

    /// <summary>What a home gets at most, log2 kbit/s, when the cell is low; null when no stratum is.</summary>
    public double? Cap { get; }

    /// <summary>The strata that testify, pooled.</summary>
    public PooledReading PooledReading { get; }

    /// <summary>Share of household-windows in strata that testify.</summary>
    public double TestifyingShare { get; }

    /// <summary>Low by more than the named drop, and by more households than the margin.</summary>
    public bool IsLow { get; }

    /// <summary>Enough households to count for or against anybody, together with others.</summary>
    public bool Speaks { get; }

    /// <summary>Enough households and address blocks to stand alone.</summary>
    public bool IsLarge { get; }

    /// <summary>Strata that are compared: among so many caps was the cap chosen.</summary>
    public int StratumCount => strata.Count;

    /// <summary>By server, in name order.</summary>
    public IReadOnlyList<ServerReading> Servers { get; }

    /// <summary>What the strata say that would show a given cap.</summary>
    /// <param name="cap">log2 kbit/s; negative infinity asks all strata.</param>
    public PooledReading Testifying(double cap)
    {
        var sum = default(PooledReading);
        foreach (var stratum in strata)
        {
            if (stratum.Level >= cap + Room)
            {
                sum = sum.Add(stratum);
            }
        }

        return sum;
    }

    /// <summary>It would show the cap, and with 95 % certainty lost less than half of what the accused lost.</summary>
    public bool Exonerates(double cap, in PooledReading accused)
    {
        if (IsLow)
        {
            return false;
        }

        var testimony = Testifying(cap);
        return testimony.Households >= minTestifying && testimony.LostAtMost < accused.Lost / 2;
    }

    // The cap is the typical level that the low strata fall to. A stratum well above it that is not low contradicts a
    // shared link (a mix shift or a title does that), so then there is no cap.
    private static double? FindCap(IReadOnlyList<StratumReading> strata, VerdictSettings settings)
    {
        double weight = 0, sum = 0;
        foreach (var stratum in strata)
        {
            if (stratum.Drop <= settings.DegradedOctaves && stratum.Excess >= settings.Margin)
            {
                weight += stratum.Households;
                sum += stratum.Households * (stratum.Level + stratum.Drop);
            }
        }

        if (weight == 0)
        {
            return null;
        }

        var cap = sum / weight;
        double contradicting = 0;
        foreach (var stratum in strata)
        {
            if (stratum.Level >= cap + 2 * Room && stratum.Drop > settings.DegradedOctaves / 2)
            {
                contradicting += stratum.Households;
            }
        }

        return contradicting > weight ? null : cap;
    }
}
