using System.Collections.Immutable;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Samples;

namespace NoticeService.Pipeline.Sessions;

/// <summary>How a session came to fare as it does, as kept in it: made into figures for the few that are told, and for nobody else.</summary>
/// <param name="norm">Its household's.</param>
/// <param name="calm">Calm median of its stratum, octaves.</param>
/// <param name="slot">The newest window in which it measured.</param>
/// <param name="recent">The windows that are over.</param>
/// <param name="newest">The newest one of those.</param>
public readonly struct SessionCourse(in Norm norm, double calm, in WindowSlot slot, in RecentWindows recent, Window newest) : IEquatable<SessionCourse>
{
    // As exact as RecentWindows is; more would be noise in every record.
    private const int KeptDigits = 4;
    private const int MostDigits = 15;

    private readonly Norm norm = norm;
    private readonly double calm = calm;
    private readonly Window at = slot.Window;
    private readonly double log2Kbps = slot.Log2Kbps;
    private readonly double log2Bytes = slot.Log2Bytes;
    private readonly bool starvedNow = slot.Starved;
    private readonly RecentWindows recent = recent;
    private readonly Window newest = newest;

    /// <summary>For the ledger.</summary>
    /// <param name="starved">In the window of the decision or the one before.</param>
    public SessionFigures Figures(bool starved)
    {
        var windows = ImmutableArray.CreateBuilder<MeasuredWindow>(SessionFigures.MostWindows);
        for (var back = RecentWindows.Capacity - 1; back >= 0; back--)
        {
            // What decided is known better than it is kept.
            if (newest + -back < at && recent.Measured(back) is var (kbps, bytes))
            {
                windows.Add(Measured(newest + -back, kbps, bytes, recent.Starved(back), KeptDigits));
            }
        }

        windows.Add(Measured(at, log2Kbps, log2Bytes, starvedNow, MostDigits));
        return new SessionFigures(Whole(norm.Log2Kbps), calm, starved, windows.ToImmutable());
    }

    public bool Equals(SessionCourse other) =>
        norm == other.norm && calm.Equals(other.calm) && at == other.at && log2Kbps.Equals(other.log2Kbps) && log2Bytes.Equals(other.log2Bytes)
        && starvedNow == other.starvedNow && recent.Equals(other.recent) && newest == other.newest;

    public override bool Equals(object? obj) => obj is SessionCourse other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(norm, calm, at, log2Kbps);

    public static bool operator ==(in SessionCourse left, in SessionCourse right) => left.Equals(right);

    public static bool operator !=(in SessionCourse left, in SessionCourse right) => !left.Equals(right);

    private MeasuredWindow Measured(Window window, double level, double bytes, bool starved, int digits) =>
        new(window.StartMs, Whole(level), Math.Round(norm.Shortfall(level, bytes) - calm, digits), starved);

    private static long Whole(double level) => (long)Math.Round(Math.Pow(2, level));
}
