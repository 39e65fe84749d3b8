using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Redis.Embedded;

/// <summary>
/// What is wrong with the embedded store: counts each life that ended, logs once what a row of failures has in common, and has
/// the words for health. Written by the store's own thread; the words may be read by any.
/// </summary>
internal sealed class StoreTroubles(IMeterFactory meters, ILogger logger)
{
    private readonly TaggedCounter<StoreEnd> restarts = new(
        NoticeMeter.Create(meters),
        "notice.embedded.restarts",
        "{restart}",
        "reason",
        "Lives of the embedded store that ended while it was wanted, by why; each is followed by another try.");

    private StoreEnd? logged;
    private volatile string? words;

    /// <summary>What health says; null while the store answers, and before its first start has come to anything.</summary>
    public string? Words => words;

    public long Count(StoreEnd end) => restarts.Total(end);

    /// <summary>It answers again: the next trouble is a new one.</summary>
    public void Over()
    {
        logged = null;
        words = null;
    }

    /// <param name="end">What happened.</param>
    /// <param name="detail">The exit code and last words, or why there was no process.</param>
    /// <param name="pause">Until the next try.</param>
    public void Note(StoreEnd end, string detail, TimeSpan pause)
    {
        restarts.Add(end);
        words = $"The embedded store {Told(end)} and is being started again. {detail}".TrimEnd();
        if (logged == end)
        {
            return;
        }

        logged = end;
        switch (end)
        {
            case StoreEnd.Ended:
                logger.StoreEnded(pause, detail);
                break;
            case StoreEnd.Hung:
                logger.StoreHung(pause, detail);
                break;
            case StoreEnd.NeverAnswered:
                logger.StoreNeverAnswered(detail);
                break;
            default:
                logger.StoreNotStarted(detail);
                break;
        }
    }

    private static string Told(StoreEnd end) => end switch
    {
        StoreEnd.Ended => "ended",
        StoreEnd.Hung => "hung, was killed",
        StoreEnd.NeverAnswered => "did not answer after its start",
        _ => "could not be started",
    };
}
