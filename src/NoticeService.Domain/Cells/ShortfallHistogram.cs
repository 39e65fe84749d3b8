namespace NoticeService.Domain.Cells;

/// <summary>Counts of r = log2(throughput / norm) in bins of 1/16 octave over [-6, 3]. Not thread-safe.</summary>
public sealed class ShortfallHistogram
{
    /// <summary>Least r, octaves: 1/64 of the norm. Below is counted here.</summary>
    public const double Min = -6;

    /// <summary>Greatest r, octaves: 8 times the norm. Above is counted here.</summary>
    public const double Max = 3;

    /// <summary>Bins per octave.</summary>
    public const int PerOctave = 16;

    /// <summary>Number of bins; the top edge belongs to the last.</summary>
    public const int Bins = (int)(Max - Min) * PerOctave;

    private int[] counts = [];

    /// <summary>Sum of all counts.</summary>
    public long Total { get; private set; }

    /// <summary>The bin that <see cref="Counts"/> begins with.</summary>
    public int First { get; private set; }

    /// <summary>Counts of the bins from <see cref="First"/> on, lowest r first; those beyond it on either side are empty.</summary>
    /// <remarks>A stratum holds a dozen homes within an octave or two: whole octaves that nobody is in take no room.</remarks>
    public ReadOnlySpan<int> Counts => counts;

    /// <summary>The bin of a shortfall, clamped; NaN counts as the lowest.</summary>
    public static int BinOf(double shortfall) =>
        double.IsNaN(shortfall) ? 0 : Math.Clamp((int)Math.Floor((shortfall - Min) * PerOctave), 0, Bins - 1);

    /// <summary>Middle of a bin, octaves.</summary>
    public static double MiddleOf(int bin) => Min + (bin + 0.5) / PerOctave;

    /// <exception cref="ArgumentOutOfRangeException">No such bin, or a negative count.</exception>
    public void Add(int bin, int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)bin, (uint)Bins, nameof(bin));
        Cover(bin, bin + 1);
        ref var at = ref counts[bin - First];
        at = checked(at + count);
        Total += count;
    }

    /// <summary>Adds another's counts: commutative and associative.</summary>
    public void Merge(ShortfallHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.counts.Length == 0)
        {
            return;
        }

        Cover(other.First, other.First + other.counts.Length);
        var into = counts.AsSpan(other.First - First);
        for (var i = 0; i < other.counts.Length; i++)
        {
            into[i] = checked(into[i] + other.counts[i]);
        }

        Total += other.Total;
    }

    /// <summary>Adds another's counts, each so many bins higher; what leaves the range is counted in its last bins.</summary>
    public void Merge(ShortfallHistogram other, int higher)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (higher == 0)
        {
            Merge(other);
            return;
        }

        for (var i = 0; i < other.counts.Length; i++)
        {
            if (other.counts[i] > 0)
            {
                Add(Math.Clamp(other.First + i + higher, 0, Bins - 1), other.counts[i]);
            }
        }
    }

    /// <summary>How many lie in bins wholly below a shortfall.</summary>
    public long CountBelow(double shortfall)
    {
        var end = Math.Clamp((int)Math.Floor((shortfall - Min) * PerOctave) - First, 0, counts.Length);
        long below = 0;
        for (var i = 0; i < end; i++)
        {
            below += counts[i];
        }

        return below;
    }

    /// <summary>A quantile, interpolated within its bin, octaves.</summary>
    /// <param name="q">0 to 1.</param>
    /// <returns>NaN when empty.</returns>
    public double Quantile(double q)
    {
        if (Total == 0)
        {
            return double.NaN;
        }

        var rank = Math.Clamp(q, 0, 1) * Total;
        double below = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0 && below + counts[i] >= rank)
            {
                return Min + (First + i + (rank - below) / counts[i]) / PerOctave;
            }

            below += counts[i];
        }

        return Max;
    }

    /// <summary>The median, octaves; NaN when empty.</summary>
    public double Median => Quantile(0.5);

    // Room for the bins of [from, to), in whole octaves.
    private void Cover(int from, int to)
    {
        if (from >= to || (from >= First && to <= First + counts.Length))
        {
            return;
        }

        var first = from / PerOctave * PerOctave;
        var end = (to + PerOctave - 1) / PerOctave * PerOctave;
        if (counts.Length > 0)
        {
            first = Math.Min(first, First);
            end = Math.Max(end, First + counts.Length);
        }

        var wider = new int[end - first];
        counts.CopyTo(wider.AsSpan(counts.Length == 0 ? 0 : First - first));
        (First, counts) = (first, wider);
    }
}
