namespace NoticeService.Redis.Client;

/// <summary>
/// How long to wait before a server is tried, or started, again. One answer proves little: one that answers and dies at once would
/// be tried twenty times a second, so only one that lasted is tried again without delay. Not thread-safe.
/// </summary>
/// <param name="longest">The longest wait.</param>
internal sealed class SteadyPause(TimeSpan longest)
{
    /// <summary>What it must have answered for to be trusted again.</summary>
    public static readonly TimeSpan Steady = TimeSpan.FromSeconds(30);

    private readonly ReconnectPause pause = new(longest);

    /// <param name="answered">How long it answered the last time; zero when it never did.</param>
    public TimeSpan After(TimeSpan answered)
    {
        if (answered >= Steady)
        {
            pause.Reset();
        }

        return pause.Next();
    }
}
