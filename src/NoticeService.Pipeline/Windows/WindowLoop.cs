using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NoticeService.Domain.Cells;
using NoticeService.Pipeline.Evaluation;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Sessions;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Windows;

/// <summary>
/// After each window, collects what the sessions measured and writes one blob per shard. A blob that the store did not
/// confirm is written again with the next ones (the write is idempotent), for as long as the leader may still want it. One that
/// comes after its window was evaluated is lost to the verdicts, and counted.
/// </summary>
/// <remarks>
/// Late is what the feed says: its window was evaluated when the store confirmed the blob. The feed is half a second old at most,
/// so a blob that missed by less may go uncounted, and one whose confirmation was slow may be counted though it just made it.
/// </remarks>
public sealed class WindowLoop : BackgroundService
{
    /// <summary>After the end of a window, so that a sample on its way through a thread is still counted; one later than this is not.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    // Later the leader has moved on, and the blobs are only memory.
    private const int KeepWindows = 3;

    private readonly SessionDirectory sessions;
    private readonly ICellStore store;
    private readonly PodName pod;
    private readonly ShardMap shards;
    private readonly LoopGuard guard;
    private readonly TimeProvider time;
    private readonly Counter<long> flushed;
    private readonly Histogram<double> duration;
    private readonly Histogram<long> size;
    private readonly Histogram<double> arrival;
    private readonly TaggedCounter<LateBlobReason> late;
    private readonly FeedHolder feed;
    private readonly List<Pending> unwritten = [];

    public WindowLoop(SessionDirectory sessions, ICellStore store, FeedHolder feed, PodName pod, ShardMap shards, LoopGuard guard, IMeterFactory meters, TimeProvider time)
    {
        this.sessions = sessions;
        this.store = store;
        this.feed = feed;
        this.pod = pod;
        this.shards = shards;
        this.guard = guard;
        this.time = time;
        var meter = NoticeMeter.Create(meters);
        flushed = meter.CreateCounter<long>("notice.windows.flushed", "{blob}", "Blobs of one shard and window that the store confirmed.");
        duration = meter.CreateHistogram<double>("notice.window.flush.duration", "s", "Collecting and writing one window.");
        size = meter.CreateHistogram<long>("notice.window.blob.size", "By", "Size of one blob.");
        arrival = meter.CreateHistogram<double>("notice.window.arrival.duration", "s", "From the end of a window to the store's confirmation of a blob of it.");
        late = new(meter, "notice.windows.late_blobs", "{blob}", "reason", "Blobs that missed the evaluation of their window.");
    }

    /// <summary>Blobs that missed their window, by reason, on this pod.</summary>
    public IReadOnlyDictionary<string, long> Late => late.Totals();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var window = Window.At(time.GetUtcNow().ToUnixTimeMilliseconds());
        while (!stoppingToken.IsCancellationRequested)
        {
            var due = DateTimeOffset.FromUnixTimeMilliseconds(window.EndMs) + Grace - time.GetUtcNow();
            await Task.Delay(due > TimeSpan.Zero ? due : TimeSpan.Zero, time, stoppingToken);
            var closing = window;
            await guard.RunAsync("window", token => FlushAsync(closing, token), stoppingToken);
            window = After(closing, Window.At(time.GetUtcNow().ToUnixTimeMilliseconds()));
        }
    }

    // The next one, unless the clock was set: back, and the next one would be closed in hours; ahead, and nobody measured those between.
    internal static Window After(Window closed, Window now) => now - closed.Next is >= -1 and <= KeepWindows ? closed.Next : now;

    /// <summary>Collects one window and writes it, with what is still unwritten of the ones before.</summary>
    public async Task FlushAsync(Window window, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        Collect(window);
        late.Add(LateBlobReason.GivenUp, unwritten.RemoveAll(b => window - b.Window > KeepWindows));
        foreach (var part in unwritten.ToArray())
        {
            await WriteAsync(part, cancellationToken);
        }

        duration.Record(time.GetElapsedTime(begun).TotalSeconds);
    }

    private async Task WriteAsync(Pending part, CancellationToken cancellationToken)
    {
        var again = part.Tried;
        part.Tried = true;
        await store.WriteAsync(part.Window, part.Shard, pod.Name, part.Blob, cancellationToken);
        unwritten.Remove(part);
        flushed.Add(1);
        size.Record(part.Blob.Length);

        var after = TimeSpan.FromMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds() - part.Window.EndMs);
        arrival.Record(Math.Max(0, after.TotalSeconds));
        if (feed.Current.Feed.Window >= part.Window)
        {
            late.Add(again ? LateBlobReason.Retried : after < EvaluationLoop.Delay ? LateBlobReason.ClockBehind : LateBlobReason.Slow);
        }
    }

    private void Collect(Window window)
    {
        var contributions = new List<Contribution>();
        foreach (var session in sessions.TakeEnded().Concat(sessions.Live))
        {
            if (session.TryCollect(window, out var contribution))
            {
                contributions.Add(contribution);
            }
        }

        foreach (var shard in CellAssembly.Build(contributions).GroupBy(c => shards.Of(c.Key.Isp)))
        {
            unwritten.Add(new Pending(window, shard.Key, CellBlob.Encode(window, [.. shard])));
        }
    }

    private sealed class Pending(Window window, int shard, byte[] blob)
    {
        public Window Window => window;

        public int Shard => shard;

        public byte[] Blob => blob;

        public bool Tried { get; set; }
    }
}
