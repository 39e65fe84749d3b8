namespace NoticeService.Pipeline.Now;

/// <summary>How a verdict went while this pod saw it open, and how its scope stands now.</summary>
/// <param name="VerdictId">Which.</param>
/// <param name="LargestDrop">Largest fraction of throughput lost in a window while it was open, 0 to 1.</param>
/// <param name="MedianDrop">Median of the same, 0 to 1.</param>
/// <param name="DropNow">Fraction lost in its scope in the last window, whether open or closed, 0 to 1; NaN when unknown.</param>
public sealed record VerdictCourse(string VerdictId, double LargestDrop, double MedianDrop, double DropNow);
