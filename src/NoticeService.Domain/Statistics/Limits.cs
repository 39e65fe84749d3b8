namespace NoticeService.Domain.Statistics;

/// <summary>An interval that holds a figure with a stated certainty.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end; never below the lower one.</param>
public readonly record struct Limits(double Low, double High)
{
    public bool Contains(double value) => Low <= value && value <= High;
}
