using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NoticeService.Domain.Households;
using NoticeService.Domain.Samples;
using NoticeService.Pipeline.Sessions;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Recording;

/// <summary>
/// Records what this pod counts, so that <c>lab replay</c> and <c>lab calibrate</c> see what it saw: every sample that was taken, at the time and in the
/// window in which it was. Nobody can be read out of it: see <see cref="RecordedSession"/>. Telemetry never waits for it: what comes too
/// fast, or finds the disk full, is lost and counted. Thread-safe.
/// </summary>
/// <remarks>
/// A replay of it follows the live run but for this: the norms and the calm that the store had before it began; a session that paused or ended, whose
/// last window a replay learns from a minute later, since no row says that it is over; who reports in the two seconds in which a window is
/// evaluated, and then does not yet know what was found; and sessions of no ISP of the tables, which testify nowhere and are left out.
/// </remarks>
public sealed class TelemetryRecorder : BackgroundService
{
    /// <summary>How often the queue is emptied.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    // Enough to be packed well, and little to lose.
    private const int BlockBytes = 1 << 20;

    private readonly RecordingOptions options;
    private readonly HouseholdKey key;
    private readonly RecordingMetrics metrics;
    private readonly LoopGuard guard;
    private readonly ILogger logger;
    private readonly TimeProvider time;
    private readonly RecordingParts parts;
    private readonly TelemetryRows rows = new();
    private readonly Channel<Taken>? queue;
    private readonly int mostInWindow;
    private long starts;
    private long written;
    private volatile string? trouble;

    /// <param name="options">Where, and how much.</param>
    /// <param name="sessions">How many samples of one session a window takes.</param>
    /// <param name="key">For the pseudonyms of sessions.</param>
    /// <param name="metrics">Counts.</param>
    /// <param name="guard">Runs the loop.</param>
    /// <param name="logger">Tells of the disk.</param>
    /// <param name="time">Of this pod.</param>
    public TelemetryRecorder(RecordingOptions options, SessionOptions sessions, HouseholdKey key, RecordingMetrics metrics, LoopGuard guard, ILogger<TelemetryRecorder> logger, TimeProvider time)
        : this(options, sessions, key, metrics, guard, logger, time, new RecordingParts(options, time))
    {
    }

    internal TelemetryRecorder(
        RecordingOptions options, SessionOptions sessions, HouseholdKey key, RecordingMetrics metrics, LoopGuard guard, ILogger<TelemetryRecorder> logger, TimeProvider time, RecordingParts parts)
    {
        this.options = options;
        this.key = key;
        this.metrics = metrics;
        this.guard = guard;
        this.logger = logger;
        this.time = time;
        this.parts = parts;
        parts.Deleted = logger.Deleted;
        mostInWindow = sessions.MaxSamplesPerWindow;
        written = time.GetTimestamp();
        if (options.Directory.Length > 0)
        {
            queue = Channel.CreateBounded<Taken>(new BoundedChannelOptions(options.QueueLength) { SingleReader = true });
        }
    }

    /// <summary>Whether anything is recorded.</summary>
    public bool IsOn => queue is not null;

    /// <summary>Why nothing can be written now; null when it can.</summary>
    public string? Trouble => trouble;

    /// <summary>Rows that are missing since the service started.</summary>
    public long Lost => metrics.Lost;

    /// <summary>A session begins.</summary>
    /// <returns>Null when it is not recorded.</returns>
    internal RecordedSession? Begin(SessionIdentity identity, HouseholdId household) => IsOn && identity.RecordedAddress is { } address
        ? new RecordedSession(
            string.Create(CultureInfo.InvariantCulture, $"{key.Digest($"session\n{identity.SessionId}"):x16}.{Interlocked.Increment(ref starts):x}"),
            household.ToString(),
            address,
            identity.Player)
        : null;

    /// <summary>Takes a sample that was counted; never waits.</summary>
    internal void Take(RecordedSession session, in Sample sample, long receivedMs)
    {
        if (!queue!.Writer.TryWrite(new Taken(session, sample, receivedMs)))
        {
            metrics.Lose(LostRowReason.Queue);
        }
    }

    /// <summary>Writes what waits, when it is enough or it is time to.</summary>
    public Task RoundAsync(CancellationToken cancellationToken)
    {
        Collect();
        if (rows.Count > 0 && time.GetElapsedTime(written) >= options.WriteInterval)
        {
            Write();
        }

        return Task.CompletedTask;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (IsOn)
        {
            await guard.RunAsync("recording", FinishAsync, cancellationToken);
        }
    }

    public override void Dispose()
    {
        parts.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!IsOn)
        {
            return;
        }

        logger.Begun(options.Directory);
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await guard.RunAsync("recording", RoundAsync, stoppingToken);
        }
    }

    private Task FinishAsync(CancellationToken cancellationToken)
    {
        Collect();
        Write();
        parts.Dispose();
        return Task.CompletedTask;
    }

    private void Collect()
    {
        // What comes meanwhile waits for the next round: a round ends.
        for (var count = queue!.Reader.Count; count > 0 && queue.Reader.TryRead(out var taken); count--)
        {
            var session = taken.Session;
            rows.Add(session.Stamp(taken.ReceivedMs, mostInWindow), session.Id, session.User, session.Address, taken.Sample, session.Player);
            if (rows.Written.Length >= BlockBytes)
            {
                Write();
            }
        }
    }

    private void Write()
    {
        if (rows.Count == 0)
        {
            return;
        }

        written = time.GetTimestamp();
        try
        {
            parts.Append(rows.Written);
            metrics.Recorded(rows.Count);
            if (trouble is not null)
            {
                trouble = null;
                logger.Mended(metrics.Lost);
            }
        }
        catch (IOException fault)
        {
            metrics.Lose(LostRowReason.Disk, rows.Count);
            if (trouble is null)
            {
                logger.Broken(fault.Message);
            }

            trouble = fault.Message;
        }
        finally
        {
            rows.Clear();
        }
    }

    private readonly record struct Taken(RecordedSession Session, Sample Sample, long ReceivedMs);
}
