namespace NoticeService.Domain.Networks;

/// <summary>A span of time, ms since the Unix epoch: from inclusive, to exclusive.</summary>
public readonly record struct Period(long FromMs, long ToMs)
{
    /// <summary>Without beginning or end.</summary>
    public static Period Always => new(long.MinValue, long.MaxValue);

    public bool Contains(long timeMs) => timeMs >= FromMs && timeMs < ToMs;

    public bool Overlaps(Period other) => FromMs < other.ToMs && other.FromMs < ToMs;
}
