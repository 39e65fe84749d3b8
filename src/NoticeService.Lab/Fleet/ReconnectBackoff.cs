namespace NoticeService.Lab.Fleet;

/// <summary>How long a player waits before it tries again: doubling, with jitter, so that a fleet does not return in one wave. Pure.</summary>
internal static class ReconnectBackoff
{
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);

    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    /// <param name="failures">In a row, from 1.</param>
    /// <param name="jitter">0 to 1.</param>
    /// <param name="asked">What the server asked for, if it did.</param>
    public static TimeSpan After(int failures, double jitter, TimeSpan? asked)
    {
        var doubled = First * Math.Pow(2, Math.Min(failures - 1, 10));
        var wait = (doubled < Longest ? doubled : Longest) * (0.5 + 0.5 * jitter);
        return asked is { } floor && floor > wait ? floor * (1 + 0.2 * jitter) : wait;
    }
}
