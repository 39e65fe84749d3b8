using System.Globalization;

namespace NoticeService.Domain.Cells;

/// <summary>Ten seconds of the server's receive time, aligned to the Unix epoch.</summary>
/// <param name="Index">Whole windows since the Unix epoch.</param>
public readonly record struct Window(long Index) : IComparable<Window>
{
    /// <summary>Length of every window, ms.</summary>
    public const int LengthMs = 10_000;

    /// <summary>First millisecond that belongs to it.</summary>
    public long StartMs => Index * LengthMs;

    /// <summary>First millisecond that no longer does.</summary>
    public long EndMs => StartMs + LengthMs;

    public Window Next => new(Index + 1);

    public Window Previous => new(Index - 1);

    /// <summary>The window that holds a time.</summary>
    /// <param name="timeMs">Ms since the Unix epoch; negative times floor, not truncate.</param>
    public static Window At(long timeMs) => new(Math.DivRem(timeMs, LengthMs) is var (q, r) && r < 0 ? q - 1 : q);

    /// <summary>Its number: a record's own text would print the windows beside it, and those theirs, without end.</summary>
    public override string ToString() => Index.ToString(CultureInfo.InvariantCulture);

    public int CompareTo(Window other) => Index.CompareTo(other.Index);

    public static Window operator +(Window window, long windows) => new(window.Index + windows);

    public static long operator -(Window left, Window right) => left.Index - right.Index;

    public static bool operator <(Window left, Window right) => left.Index < right.Index;

    public static bool operator >(Window left, Window right) => left.Index > right.Index;

    public static bool operator <=(Window left, Window right) => left.Index <= right.Index;

    public static bool operator >=(Window left, Window right) => left.Index >= right.Index;
}
