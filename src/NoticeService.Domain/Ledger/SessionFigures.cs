using System.Collections.Immutable;

namespace NoticeService.Domain.Ledger;

/// <summary>
/// What a session measured itself, frozen when its notice was decided: this session against its norm. Immutable, and equal by what it says.
/// </summary>
/// <param name="NormKbps">Its household's norm, kbit/s: what it gets when nothing is crowded. It does not learn while its cell is suspected.</param>
/// <param name="CalmShortfall">
/// Median shortfall in calm of the homes like it in its cell, octaves, mostly below 0, since a norm is a high quantile; every shortfall here is
/// taken from it.
/// </param>
/// <param name="Starved">It starved in the window of the decision or the one before.</param>
/// <param name="Windows">Those in which it measured, at most <see cref="MostWindows"/>, oldest first; the last one decided.</param>
public sealed record SessionFigures(long NormKbps, double CalmShortfall, bool Starved, ImmutableArray<MeasuredWindow> Windows)
{
    /// <summary>Most windows that a record holds: the last completed ones, and the one of the decision.</summary>
    public const int MostWindows = Samples.RecentWindows.Capacity + 1;

    public bool Equals(SessionFigures? other) =>
        other is not null && NormKbps == other.NormKbps && CalmShortfall.Equals(other.CalmShortfall) && Starved == other.Starved
        && Windows.AsSpan().SequenceEqual(other.Windows.AsSpan());

    public override int GetHashCode() => HashCode.Combine(NormKbps, CalmShortfall, Starved, Windows.Length);
}

/// <summary>One window of a session.</summary>
/// <param name="StartMs">Its beginning, ms since the Unix epoch.</param>
/// <param name="Kbps">Throughput, geometric mean of the samples that testify, kbit/s.</param>
/// <param name="Shortfall">
/// log2(throughput / norm), less the calm of the homes like it, octaves; negative is slower. Throughput on objects that were smaller than this
/// household's usual ones counts as what it would have been on those, and the shortfall is clamped, so it need not follow from the two figures.
/// </param>
/// <param name="Starved">The viewer waited in it.</param>
public readonly record struct MeasuredWindow(long StartMs, long Kbps, double Shortfall, bool Starved);
