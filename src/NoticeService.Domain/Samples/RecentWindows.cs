using System.Runtime.CompilerServices;
using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Samples;

/// <summary>
/// What one session measured in its last <see cref="Capacity"/> windows, in 4 bytes each, since every session keeps it. Mutable struct: kept in
/// place in its session; a copy stays as it is.
/// </summary>
public struct RecentWindows : IEquatable<RecentWindows>
{
    /// <summary>Two minutes: as long as a home must be slow before it is told so.</summary>
    public const int Capacity = 12;

    // Log2 of kbit/s and of bytes, in parts of an octave; the rate is one more than it is, so that 0 is a window without a measurement.
    private Cells rates;
    private Cells sizes;
    private ushort starved;

    /// <summary>One more window is over.</summary>
    /// <param name="slot">What was measured in it.</param>
    /// <param name="silent">Windows without a word between it and the one pushed before; 0 or more.</param>
    public void Push(in WindowSlot slot, long silent)
    {
        var by = (int)Math.Min(silent + 1, Capacity);
        Shift(rates, by);
        Shift(sizes, by);
        starved = (ushort)((starved << by) & ((1 << Capacity) - 1));
        if (slot.HasMeasured)
        {
            rates[0] = (ushort)Math.Min(Norm.Fixed(slot.Log2Kbps) + 1, ushort.MaxValue);
            sizes[0] = Norm.Fixed(slot.Log2Bytes);
        }

        starved |= slot.Starved ? (ushort)1 : (ushort)0;
    }

    /// <summary>What was measured so many windows before the newest one; null when nothing.</summary>
    /// <param name="back">0 to <see cref="Capacity"/> - 1.</param>
    public readonly (double Log2Kbps, double Log2Bytes)? Measured(int back) =>
        rates[back] == 0 ? null : ((rates[back] - 1) / Norm.PartsPerOctave, sizes[back] / Norm.PartsPerOctave);

    /// <summary>Whether it starved so many windows before the newest one.</summary>
    /// <param name="back">0 to <see cref="Capacity"/> - 1.</param>
    public readonly bool Starved(int back) => (starved >> back & 1) != 0;

    public readonly bool Equals(RecentWindows other) =>
        starved == other.starved && ((ReadOnlySpan<ushort>)rates).SequenceEqual(other.rates) && ((ReadOnlySpan<ushort>)sizes).SequenceEqual(other.sizes);

    public override readonly bool Equals(object? obj) => obj is RecentWindows other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(starved, rates[0], rates[1], rates[2]);

    public static bool operator ==(in RecentWindows left, in RecentWindows right) => left.Equals(right);

    public static bool operator !=(in RecentWindows left, in RecentWindows right) => !left.Equals(right);

    private static void Shift(Span<ushort> cells, int by)
    {
        cells[..^by].CopyTo(cells[by..]);
        cells[..by].Clear();
    }

    [InlineArray(Capacity)]
    private struct Cells
    {
        private ushort first;
    }
}
