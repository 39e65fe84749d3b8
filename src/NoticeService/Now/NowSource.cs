using Microsoft.Extensions.Diagnostics.HealthChecks;
using NoticeService.Domain.Admission;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Admission;
using NoticeService.Pipeline.Configuration;
using NoticeService.Pipeline.Delivery;
using NoticeService.Pipeline.Disputes;
using NoticeService.Pipeline.Evaluation;
using NoticeService.Pipeline.History;
using NoticeService.Pipeline.Journal;
using NoticeService.Pipeline.Now;
using NoticeService.Pipeline.Recording;
using NoticeService.Pipeline.Sessions;
using NoticeService.Pipeline.Telemetry;
using NoticeService.Pipeline.Windows;
using NoticeService.Redis;

namespace NoticeService.Now;

/// <summary>Takes a picture of this pod every second.</summary>
internal sealed class NowSource(
    SessionMetrics sessions,
    GateMetrics gate,
    Receipts receipts,
    RecentNotices recent,
    FeedHolder feed,
    EvaluationMetrics evaluation,
    SuspensionBoard suspensions,
    DisputeBoard disputes,
    GoLiveGate goLive,
    ConfigurationFile configuration,
    CalmHistoryImport history,
    TelemetryRecorder recorder,
    HealthCheckService health,
    VerdictSettings verdictSettings,
    PodName pod,
    LoopGuard guard,
    TimeProvider time) : BackgroundService, INowSource
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // Four windows and some: one may be late, and a new leader takes two.
    private static readonly TimeSpan EvaluatedWithin = TimeSpan.FromSeconds(45);

    private static readonly string[] StoreChecks = [RedisServiceCollectionExtensions.HealthCheckName, RedisServiceCollectionExtensions.EmbeddedHealthCheckName, JournalHealthCheck.Name];

    private readonly long startedMs = time.GetUtcNow().ToUnixTimeMilliseconds();
    private readonly VerdictCourses courses = new();
    private volatile Picture? picture;

    public NowSnapshot Current => Newest().Snapshot;

    public async Task<NowSnapshot> NextAsync(NowSnapshot? seen, CancellationToken cancellationToken)
    {
        var newest = Newest();
        return ReferenceEquals(newest.Snapshot, seen) ? await newest.Next.Task.WaitAsync(cancellationToken) : newest.Snapshot;
    }

    /// <summary>Takes a picture and wakes those who wait for it.</summary>
    public async Task RoundAsync(CancellationToken cancellationToken)
    {
        var report = await health.CheckHealthAsync(check => StoreChecks.Contains(check.Name), cancellationToken);
        var before = picture;
        picture = new Picture(Take([.. report.Entries.Select(e => new HealthItem(e.Key, e.Value.Status != HealthStatus.Unhealthy, e.Value.Description ?? ""))]));
        before?.Next.TrySetResult(picture.Snapshot);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            await guard.RunAsync("now", RoundAsync, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private Picture Newest()
    {
        if (picture is { } newest)
        {
            return newest;
        }

        // Asked before the first round: nothing is known to be well.
        Interlocked.CompareExchange(ref picture, new Picture(Take([new HealthItem("store", false, "The service is starting.")])), null);
        return picture!;
    }

    private NowSnapshot Take(IReadOnlyList<HealthItem> store)
    {
        var now = time.GetUtcNow();
        var view = feed.Current.Feed;
        var seen = SeenFeed.Of(view with { Verdicts = [.. view.Verdicts.Select(disputes.Ruled)] }, verdictSettings);
        var network = configuration.Current.Network;
        return new NowSnapshot
        {
            At = now,
            Pod = pod.Name,
            Leader = evaluation.Leads,
            Feed = seen,
            Courses = courses.Observe(seen),
            Isps = network.Isps,
            Paths = network.Paths,
            Sessions = sessions.Active,
            SamplesAccepted = sessions.Accepted,
            SamplesDropped = sessions.Dropped,
            NoticesSent = gate.NoticesSent,
            Refusals = gate.Refusals,
            Receipts = receipts.Totals,
            LastNotices = recent.Current,
            Disputes = disputes.Open,
            GoLive = goLive.Current is { State: not GoLiveState.Off } status ? status : null,
            Health = [.. store, Configuration(), Leader(now.ToUnixTimeMilliseconds(), view.Window.EndMs), History(), Notices(), .. Recording()],
            HistoryLabel = view.CalmOrigin,
        };
    }

    private HealthItem Configuration() => configuration.LastError is { } error
        ? new("configuration", false, $"The file is rejected and the last good one stays in force: {error.Message}")
        : new("configuration", true, "The file is in force.");

    private HealthItem Leader(long nowMs, long evaluatedMs)
    {
        var quiet = TimeSpan.FromMilliseconds(nowMs - Math.Max(evaluatedMs, startedMs));
        return quiet > EvaluatedWithin
            ? new("leader", false, $"No window was evaluated for {quiet.TotalSeconds:N0} s: no verdict changes and no notice is sent. See the store.")
            : new("leader", true, evaluation.Leads ? "This pod evaluates." : "This pod does not evaluate.");
    }

    private HealthItem History() => history.Ready
        ? new("history", true, "Norms are in the store.")
        : new("history", false, "The norms of the calm history are being written to the store.");

    private IEnumerable<HealthItem> Recording() => !recorder.IsOn ? []
        : recorder.Trouble is { } trouble ? [new("recording", false, $"Telemetry is not recorded, and nothing else waits for it: {trouble}")]
        : recorder.Lost > 0 ? [new("recording", true, $"Telemetry is recorded; {recorder.Lost:N0} rows are missing.")]
        : [new("recording", true, "Telemetry is recorded.")];

    private HealthItem Notices() => suspensions.IsSetBack
        ? new("notices", false, "The store has forgotten operators' orders: no notice goes out until it has them back.")
        : new("notices", true, SilenceInWords() ?? "Not suspended.");

    private string? SilenceInWords()
    {
        if (suspensions.Current.FirstOrDefault(s => !s.IsPause) is { } ordered)
        {
            return $"Suspended for {ordered.Scope} by {ordered.Operator}: {ordered.Reason}";
        }

        if (configuration.Current.Suspensions is [var written, ..])
        {
            return $"Suspended in the file for {written.Scope} by {written.Operator}: {written.Reason}";
        }

        return suspensions.Current.FirstOrDefault(s => s.IsPause) is { } pause
            ? $"Paused for {pause.Scope} until {DateTimeOffset.FromUnixTimeMilliseconds(pause.UntilMs):u}: {pause.Reason}"
            : null;
    }

    private sealed class Picture(NowSnapshot snapshot)
    {
        public NowSnapshot Snapshot { get; } = snapshot;

        public TaskCompletionSource<NowSnapshot> Next { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
