using System.Globalization;

namespace NoticeService.Pipeline.Journal;

/// <summary>A place in a journal: everything before it was written earlier. The default is the beginning.</summary>
/// <param name="Segment">Number of the segment; they count up from 1.</param>
/// <param name="Offset">Bytes from its start.</param>
public readonly record struct JournalPosition(long Segment, long Offset) : IComparable<JournalPosition>
{
    public int CompareTo(JournalPosition other) => (Segment, Offset).CompareTo((other.Segment, other.Offset));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Segment}:{Offset}");

    /// <summary>Reads what <see cref="ToString"/> writes; anything else is the beginning, from where all is looked at.</summary>
    public static JournalPosition Parse(string? text) =>
        text?.Split(':') is [var segment, var offset]
        && long.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? new(number, bytes)
            : default;
}
