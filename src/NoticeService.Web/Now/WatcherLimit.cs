using Microsoft.Extensions.Options;

namespace NoticeService.Web.Now;

/// <summary>Counts open streams, so that forgotten browser tabs have a bound. Thread-safe.</summary>
internal sealed class WatcherLimit(IOptions<ConsoleOptions> options)
{
    private int _open;

    public int Open => Volatile.Read(ref _open);

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _open) <= options.Value.MaxWatchers)
        {
            return true;
        }

        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _open);
}
