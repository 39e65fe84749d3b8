using NoticeService.Pipeline.Now;

namespace NoticeService.Web.Now;

/// <summary>What happens now, as against since the start.</summary>
/// <param name="SamplesPerSecond">Accepted, over the last minute at most.</param>
/// <param name="NoticesPerMinute">Sent, over the last minute at most.</param>
public readonly record struct NowRates(double SamplesPerSecond, double NoticesPerMinute);

/// <summary>Turns totals into rates over a minute. Not thread-safe: one loop feeds it.</summary>
internal sealed class RateWindow
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    // One entry a second; a source that is faster than that must not make it grow.
    private const int MaxEntries = 600;

    private readonly Queue<Entry> _entries = new();

    public NowRates Add(NowSnapshot snapshot)
    {
        var entry = new Entry(snapshot.At, snapshot.SamplesAccepted, snapshot.NoticesSent.Values.Sum());
        while (_entries.TryPeek(out var oldest) && (entry.At - oldest.At > Length || _entries.Count >= MaxEntries))
        {
            _entries.Dequeue();
        }

        _entries.Enqueue(entry);
        var first = _entries.Peek();
        var seconds = (entry.At - first.At).TotalSeconds;
        return seconds <= 0
            ? default
            : new NowRates(
                Math.Max(0, entry.Samples - first.Samples) / seconds,
                Math.Max(0, entry.Notices - first.Notices) * 60 / seconds);
    }

    private readonly record struct Entry(DateTimeOffset At, long Samples, long Notices);
}
