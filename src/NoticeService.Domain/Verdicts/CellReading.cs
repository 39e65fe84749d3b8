using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Verdicts;

/// <summary>
/// One cell over the recent windows. Crowding on a shared link caps what each home gets: homes above the cap lose,
/// homes below it lose nothing. So the cap is read from the strata that are low, and only strata that lie above it testify.
/// </summary>
public sealed class CellReading
{
    private readonly IReadOnlyList<StratumReading> strata;
    private readonly VerdictSettings settings;

    // Asked for where something is low, which is seldom.
    private readonly Lazy<IReadOnlyList<ServerReading>> servers;

    internal CellReading(
        CellKey key,
        long sessions,
        long households,
        long blocks,
        IReadOnlyList<StratumReading> strata,
        Func<IReadOnlyList<ServerReading>> servers,
        bool isByLevel,
        VerdictSettings settings)
    {
        this.strata = strata;
        this.settings = settings;
        Key = key;
        Sessions = sessions;
        Households = households;
        Blocks = blocks;
        this.servers = new Lazy<IReadOnlyList<ServerReading>>(servers, LazyThreadSafetyMode.None);
        IsByLevel = isByLevel;
        Cap = CapRule.Find(strata, settings);
        CapCandidates = CapRule.Candidates(strata, settings);
        PooledReading = Testifying(Cap ?? double.NegativeInfinity);
        IsLow = Cap is not null && PooledReading.IsLow(settings);
        Speaks = PooledReading.Households >= settings.MinCellHouseholds && Households >= settings.MinCellHouseholds;
    }

    /// <summary>Reads a cell from the sum of some windows, whose newest tells nothing by itself.</summary>
    /// <param name="strata">By server and octave.</param>
    /// <param name="calmOf">By octave: what they are compared with.</param>
    /// <param name="windows">How many windows are summed.</param>
    internal static CellReading Of(
        CellKey key,
        long sessions,
        long households,
        long blocks,
        IEnumerable<KeyValuePair<StratumKey, ShortfallHistogram>> strata,
        Func<int, StratumCalm> calmOf,
        int windows,
        VerdictSettings settings)
    {
        var readings = new List<StratumReading>();
        var octaves = SeenCell.ByOctave(strata);
        double total = octaves.Values.Sum(h => h.Total);
        foreach (var (octave, histogram) in octaves)
        {
            var calm = calmOf(octave);
            if (histogram.Total > 0 && calm.IsKnown(settings))
            {
                var most = windows > settings.RecentWindows ? households * histogram.Total / total : double.PositiveInfinity;
                readings.Add(StratumReading.Of(octave, calm, histogram, null, null, windows, settings, most));
            }
        }

        return new CellReading(key, sessions, households, blocks, readings, () => ServerReading.Of(strata, calmOf, settings), isByLevel: false, settings);
    }

    private CellReading(CellReading alone, double cap, int candidates)
    {
        (strata, settings, servers) = (alone.strata, alone.settings, alone.servers);
        (Key, Sessions, Households, Blocks, IsByLevel) = (alone.Key, alone.Sessions, alone.Households, alone.Blocks, alone.IsByLevel);
        Cap = cap;
        CapCandidates = candidates;
        PooledReading = Testifying(cap);
        IsLow = true;
        Speaks = true;
        JoinedOnly = !alone.IsLow;
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
    public double TestifyingShare
    {
        get
        {
            var total = Heard;
            return total == 0 ? 0 : (double)PooledReading.Households / total;
        }
    }

    /// <summary>Household-windows whose stratum has a calm, whether or not they would show the cap.</summary>
    public long Heard => strata.Sum(s => s.Households);

    /// <summary>Distinct households that would show the cap: those seen, by the share of their windows that does.</summary>
    public double TestifyingHouseholds => Households * TestifyingShare;

    /// <summary>Low by more than the named drop, surely by more than the closing one, and by more households than the margin.</summary>
    public bool IsLow { get; }

    /// <summary>Compared with its peers, since its own calm is crowded.</summary>
    public bool IsByLevel { get; }

    /// <summary>Low only together with others.</summary>
    public bool JoinedOnly { get; }

    /// <summary>Enough households to count for or against anybody, together with others.</summary>
    public bool Speaks { get; }

    /// <summary>Enough households and address blocks to stand alone.</summary>
    public bool IsLarge => PooledReading.Households >= settings.MinHouseholds && Households >= settings.MinHouseholds && Blocks >= settings.MinBlocks;

    /// <summary>Among how many caps the cap was chosen.</summary>
    public int CapCandidates { get; }

    /// <summary>The strata that are compared, by octave.</summary>
    internal IReadOnlyList<StratumReading> Strata => strata;

    /// <summary>By server, in name order.</summary>
    public IReadOnlyList<ServerReading> Servers => servers.Value;

    /// <summary>What the strata say that would show a given cap.</summary>
    /// <param name="cap">log2 kbit/s; negative infinity asks all strata.</param>
    public PooledReading Testifying(double cap)
    {
        var sum = default(PooledReading);
        List<StratumReading>? few = null;
        foreach (var stratum in strata)
        {
            if (stratum.Level < cap + CapRule.Room(settings))
            {
                continue;
            }

            if (stratum.Households >= settings.MinStratum)
            {
                sum = sum.Add(stratum);
            }
            else
            {
                (few ??= []).Add(stratum);
            }
        }

        // The median of a handful is no figure: the small strata speak as one, or not at all.
        if (few is not null)
        {
            var pooled = StratumReading.Pool(few);
            sum = pooled.Households >= settings.MinStratum ? sum.Add(pooled) : sum;
        }

        return sum;
    }

    /// <summary>The same cell as part of a company that is low under a common cap.</summary>
    /// <param name="cap">log2 kbit/s.</param>
    /// <param name="candidates">Among how many caps of the company it was chosen.</param>
    internal CellReading InCompany(double cap, int candidates) => new(this, cap, candidates);

    /// <summary>
    /// It would show the cap, and with 95 % certainty lost less than half of what the accused lost: by the mean of its strata, or by the median of
    /// all its homes, which a few forgers at the clamp do not move.
    /// </summary>
    public bool Exonerates(double cap, in PooledReading accused)
    {
        if (IsLow)
        {
            return false;
        }

        var testimony = Testifying(cap);
        if (testimony.Households < settings.MinCellHouseholds)
        {
            return false;
        }

        if (testimony.LostAtMost < accused.Lost / 2)
        {
            return true;
        }

        var asked = strata.Where(s => s.Level >= cap + CapRule.Room(settings)).ToArray();
        return asked.Length > 0 && default(PooledReading).Add(StratumReading.Pool(asked)).LostAtMost < accused.Lost / 2;
    }
}
