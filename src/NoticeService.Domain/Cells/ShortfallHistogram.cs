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

    private readonly int[] counts = new int[Bins];

    /// <summary>Sum of all counts.</summary>
    public long Total { get; private set; }

    /// <summary>Count per bin, lowest r first.</summary>
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
        counts[bin] = checked(counts[bin] + count);
        Total += count;
    }

    /// <summary>Adds another's counts: commutative and associative.</summary>
    public void Merge(ShortfallHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var i = 0; i < Bins; i++)
        {
            counts[i] = checked(counts[i] + other.counts[i]);
        }

        Total += other.Total;
    }

    /// <summary>How many lie in bins wholly below a shortfall.</summary>
    public long CountBelow(double shortfall)
    {
        var end = Math.Clamp((int)Math.Floor((shortfall - Min) * PerOctave), 0, Bins);
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
        for (var i = 0; i < Bins; i++)
        {
            if (counts[i] > 0 && below + counts[i] >= rank)
            {
                return Min + (i + (rank - below) / counts[i]) / PerOctave;
            }

            below += counts[i];
        }

        return Max;
    }

    /// <summary>The median, octaves; NaN when empty.</summary>
    public double Median => Quantile(0.5);
}
