namespace NoticeService.Pipeline.Windows;

/// <summary>Why a blob missed its window's evaluation, so that nobody counts its samples. A metric tag.</summary>
public enum LateBlobReason : byte
{
    /// <summary>It was written in good time by this pod's clock: the clock is behind the store's, by which the leader evaluates.</summary>
    ClockBehind,

    /// <summary>The pod, or the store's answer, was slow.</summary>
    Slow,

    /// <summary>A write before failed.</summary>
    Retried,

    /// <summary>Never written: the store failed until nobody wanted it any more.</summary>
    GivenUp,
}
