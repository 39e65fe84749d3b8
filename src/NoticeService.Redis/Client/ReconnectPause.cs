namespace NoticeService.Redis.Client;

/// <summary>How long to wait before the next try: doubles from 50 ms, with up to half of it as jitter, so that pods do not come back at once.</summary>
internal sealed class ReconnectPause(TimeSpan longest)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);

    private TimeSpan next = Shortest;

    public TimeSpan Next()
    {
        var pause = next * (0.5 + Random.Shared.NextDouble() / 2);
        next = next * 2 < longest ? next * 2 : longest;
        return pause;
    }

    public void Reset() => next = Shortest;
}
