using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NoticeService.Domain.Ledger;

namespace NoticeService.Pipeline.Journal;

/// <summary>
/// The pod's own copy of the ledger: records appended to segment files, each on the disk before its writer goes on. Whoever waits
/// while the disk is busy shares the next flush: many writers, one flush. A disk that fails is told once, and from then on
/// nothing is appended until a new segment can be written. Thread-safe.
/// </summary>
/// <remarks>
/// After a failed flush nobody knows what is on the disk, and asking again would not tell: the segment is left as it is and a
/// new one begun. What was appended to it and not confirmed may be there; it says that a notice was reserved, of which
/// the store says that it failed, and the store's later state wins.
/// </remarks>
public sealed class NoticeJournal : BackgroundService
{
    /// <summary>Appends that wait, at most; the next one waits for room.</summary>
    public const int Capacity = 4_096;

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly Channel<Pending> queue = Channel.CreateBounded<Pending>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly JournalOptions options;
    private readonly JournalMetrics metrics;
    private readonly ILogger logger;
    private readonly TimeProvider time;
    private readonly Func<string, IJournalFile> create;
    private volatile string? trouble = "The journal is not open yet.";
    private bool told;
    private long durableSegment;
    private long durableOffset;
    private FileStream? exclusive;
    private IJournalFile? segment;
    private (long Number, DateOnly Day, long Length) at;

    public NoticeJournal(JournalOptions options, JournalMetrics metrics, ILogger<NoticeJournal> logger, TimeProvider time)
        : this(options, metrics, logger, time, path => new JournalFile(path, FileMode.CreateNew))
    {
    }

    internal NoticeJournal(JournalOptions options, JournalMetrics metrics, ILogger logger, TimeProvider time, Func<string, IJournalFile> create)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        this.metrics = metrics;
        this.logger = logger;
        this.time = time;
        this.create = create;
        Folder = new JournalFolder(options.JournalDirectory);
    }

    public JournalFolder Folder { get; }

    /// <summary>Names this journal among those of one store, for as long as its folder lives; empty until it is open.</summary>
    public string Id { get; private set; } = "";

    /// <summary>What stands before it was written by earlier processes.</summary>
    public JournalPosition Begun { get; private set; }

    /// <summary>Whether appends are taken.</summary>
    public bool IsHealthy => trouble is null;

    /// <summary>How things stand, in words.</summary>
    public string Detail => trouble ?? "The journal is written.";

    /// <summary>Everything before it is on the disk.</summary>
    public JournalPosition Durable
    {
        get
        {
            lock (queue)
            {
                return new(durableSegment, durableOffset);
            }
        }
    }

    /// <summary>Appends an entry and waits for the disk.</summary>
    /// <returns>False when it is not certain to be there: then no notice of it may go out.</returns>
    public async Task<bool> AppendAsync(JournalEntry entry, CancellationToken cancellationToken)
    {
        if (!IsHealthy)
        {
            return false;
        }

        var payload = entry.Encode();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, JournalFrame.MaxPayload, nameof(entry));
        var pending = new Pending(payload, new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            await queue.Writer.WriteAsync(pending, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            return false;
        }

        return await pending.Done.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Counts a move of a record that is in the store only.</summary>
    public void UpdateLost() => metrics.UpdateLost();

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Try(Open);
        return base.StartAsync(cancellationToken);
    }

    /// <summary>After the loops that append were stopped: what waits is still written.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Writer.TryComplete();
        if (ExecuteTask is { } running)
        {
            await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken);
        trouble = "The journal is closed.";
        Close();
    }

    public override void Dispose()
    {
        Close();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Retry, time);
        var batch = new List<Pending>();
        while (await NextAsync(timer))
        {
            batch.Clear();
            while (queue.Reader.TryRead(out var pending))
            {
                batch.Add(pending);
            }

            // A disk may take long: no thread of a request waits for it.
            await Task.Run(() => Try(IsHealthy ? () => Commit(batch) : Open), CancellationToken.None);
            foreach (var pending in batch)
            {
                pending.Done.TrySetResult(pending.Written);
            }
        }
    }

    // Something waits, or it is time to try a broken disk again; false when the journal was closed and nothing waits.
    private async Task<bool> NextAsync(PeriodicTimer timer)
    {
        if (IsHealthy || queue.Reader.Completion.IsCompleted)
        {
            return await queue.Reader.WaitToReadAsync(CancellationToken.None);
        }

        using var either = new CancellationTokenSource();
        await Task.WhenAny(timer.WaitForNextTickAsync(either.Token).AsTask(), queue.Reader.Completion);
        await either.CancelAsync();
        return !queue.Reader.Completion.IsCompleted;
    }

    private void Try(Action work)
    {
        try
        {
            work();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            metrics.Failed();
            segment?.Dispose();
            segment = null;
            if (!told)
            {
                logger.Broken(fault.Message);
            }

            told = true;
            trouble = $"The journal cannot be written: {fault.Message}";
            metrics.Healthy = false;
        }
    }

    private void Open()
    {
        Directory.CreateDirectory(Folder.Seals);
        exclusive ??= new FileStream(Path.Combine(Folder.Path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var id = Identify();
        var last = CutTail();
        Begin(last + 1);
        Begun = Begun == default ? Durable : Begun;
        Id = id;
        trouble = null;
        told = false;
        metrics.Healthy = true;
        logger.Opened(Folder.Path, at.Number);
    }

    private string Identify()
    {
        var path = Path.Combine(Folder.Path, "journal.id");
        if (!File.Exists(path) || File.ReadAllText(path) is not { Length: 32 } known)
        {
            known = Guid.NewGuid().ToString("N");
            DurableFile.Write(path, known);
        }

        return known;
    }

    // A crash in the middle of a write leaves part of a frame. Nobody was told that it was written.
    private long CutTail()
    {
        if (Folder.Segments() is not [.., var last])
        {
            return 0;
        }

        var length = new FileInfo(last.Path).Length;
        if (length < JournalFolder.Magic.Length)
        {
            Cut(last.Path, 0, length);
            return last.Number;
        }

        using var reader = new JournalSegmentReader(last.Path, JournalFolder.Magic.Length, long.MaxValue);
        while (reader.Next() is not null)
        {
            // To the end of what is sound.
        }

        if (reader.Damages > 0)
        {
            metrics.Damaged(reader.Damages);
            logger.Damaged(last.Path, reader.Damages);
        }

        if (reader.Sound < length)
        {
            Cut(last.Path, reader.Sound, length - reader.Sound);
        }

        return last.Number;
    }

    private void Cut(string path, long sound, long bytes)
    {
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.Read))
        {
            file.SetLength(sound);
            file.Flush(flushToDisk: true);
        }

        metrics.Damaged(1);
        logger.TornTail(path, bytes);
    }

    private void Begin(long number)
    {
        segment?.Dispose();
        segment = null;
        var day = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var begun = create(Folder.SegmentPath(number, day));
        segment = begun;
        begun.Append(JournalFolder.Magic);
        begun.Flush();
        at = (number, day, JournalFolder.Magic.Length);
        Reached();
        DeleteOld(day);
    }

    private void Commit(List<Pending> batch)
    {
        var begun = time.GetTimestamp();
        var bytes = new List<byte>();
        var first = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            if (at.Length + bytes.Count >= options.SegmentBytes || DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime) != at.Day)
            {
                Flush(bytes);
                Mark(batch, first, i);
                first = i;
                Begin(at.Number + 1);
            }

            JournalFrame.Write(bytes, batch[i].Payload);
        }

        Flush(bytes);
        Mark(batch, first, batch.Count);
        metrics.Committed(batch.Count, time.GetElapsedTime(begun));
    }

    private static void Mark(List<Pending> batch, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            batch[i].Written = true;
        }
    }

    private void Flush(List<byte> bytes)
    {
        if (bytes.Count == 0)
        {
            return;
        }

        segment!.Append(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes));
        segment.Flush();
        at.Length += bytes.Count;
        bytes.Clear();
        Reached();
    }

    private void Reached()
    {
        lock (queue)
        {
            (durableSegment, durableOffset) = (at.Number, at.Length);
        }
    }

    private void DeleteOld(DateOnly today)
    {
        foreach (var old in Folder.Segments().Where(s => s.Day < today.AddDays(-options.JournalRetentionDays)))
        {
            File.Delete(old.Path);
            logger.Deleted(old.Path);
        }
    }

    private void Close()
    {
        segment?.Dispose();
        segment = null;
        exclusive?.Dispose();
        exclusive = null;
    }

    private sealed class Pending(byte[] payload, TaskCompletionSource<bool> done)
    {
        public byte[] Payload => payload;

        public TaskCompletionSource<bool> Done => done;

        public bool Written { get; set; }
    }
}
