namespace NoticeService.Pipeline.Evaluation;

/// <summary>
/// How far the store's clock is ahead of this pod's. Leaders evaluate by the store's time, so that one whose own clock is ahead
/// does not close windows that other pods still fill. Not thread-safe.
/// </summary>
public sealed class StoreClock
{
    /// <summary>Beyond this the pod's clock is worth a look: it is more than the others' blobs are waited for.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    /// <summary>Positive when the store is ahead.</summary>
    public TimeSpan Ahead { get; private set; }

    /// <summary>Whether the two differ by more than <see cref="Tolerance"/>.</summary>
    public bool IsOff { get; private set; }

    /// <summary>Learns from one call of the store, which read its clock about half way; the error is half the call's time at most.</summary>
    /// <returns>Whether the clocks are off now, and were not before.</returns>
    public bool Learn(DateTimeOffset asked, DateTimeOffset answered, DateTimeOffset store)
    {
        var before = IsOff;
        Ahead = store - (asked + (answered - asked) / 2);
        IsOff = Ahead.Duration() > Tolerance;
        return IsOff && !before;
    }
}
