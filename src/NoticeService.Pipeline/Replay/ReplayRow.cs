using NoticeService.Domain.Samples;

namespace NoticeService.Pipeline.Replay;

/// <summary>A row that waits for its window to be complete.</summary>
internal readonly record struct ReplayRow(ReplaySession Session, Sample Sample, long Sequence) : IComparable<ReplayRow>
{
    /// <summary>By time; rows of one time stay in the order of the file.</summary>
    public int CompareTo(ReplayRow other)
    {
        var byTime = Sample.TimeMs.CompareTo(other.Sample.TimeMs);
        return byTime != 0 ? byTime : Sequence.CompareTo(other.Sequence);
    }
}
