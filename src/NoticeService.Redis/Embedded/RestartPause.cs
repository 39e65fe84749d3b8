using NoticeService.Redis.Client;

namespace NoticeService.Redis.Embedded;

/// <summary>
/// How long to wait before the store is started again. One answer proves little: a store that answers and dies at once would
/// be started twenty times a second, so only one that lasted is started again without delay. Not thread-safe.
/// </summary>
/// <param name="longest">The longest wait.</param>
internal sealed class RestartPause(TimeSpan longest)
{
    /// <summary>What it must have answered for to be trusted again.</summary>
    public static readonly TimeSpan Steady = TimeSpan.FromSeconds(30);

    private readonly ReconnectPause pause = new(longest);

    /// <param name="answered">How long the last life answered; zero when it never did.</param>
    public TimeSpan After(TimeSpan answered)
    {
        if (answered >= Steady)
        {
            pause.Reset();
        }

        return pause.Next();
    }
}
