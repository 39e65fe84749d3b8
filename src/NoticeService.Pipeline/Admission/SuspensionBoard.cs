using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NoticeService.Domain.Admission;
using NoticeService.Domain.Disputes;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Journal;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Admission;

/// <summary>
/// The operators' suspensions, their word about the go-live gate, and the pauses of disputes, as this pod last heard them from the store. The store decides again at each admission; this
/// spares it the asking, and stops a notice that was admitted just before. Thread-safe.
/// </summary>
/// <remarks>
/// A store that forgets (a failover to a replica that lags, a restart without its log) can lift a suspension: its epoch then falls
/// below one that was seen here. Nothing counts as confirmed then; the pod gives back what it knows, under its own epoch, of which the
/// highest of any pod stays; and it sends again when the store has it. What it knows is on its own disk too, so that a
/// restart of both lifts nothing. Not covered: a suspension that no pod had read before its primary was lost (a wait for a replica is
/// for that), and an order that is given after such a loss and before any pod noticed it, whose epoch is above all before. For up
/// to <see cref="Interval"/> after the loss the store may admit what was suspended; the list held here still refuses it.
/// </remarks>
public sealed partial class SuspensionBoard : BackgroundService
{
    /// <summary>How often the store is asked.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>A pod that has not heard from the store for this long sends nothing.</summary>
    public static readonly TimeSpan TrustedFor = TimeSpan.FromSeconds(1);

    private readonly IAdmissionStore store;
    private readonly SuspensionFile file;
    private readonly SuspensionMetrics metrics;
    private readonly LoopGuard guard;
    private readonly ILogger logger;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly GoLiveGate goLive;
    private volatile Heard heard = new([], 0, null, null);
    private long written;

    /// <param name="store">Where the orders are.</param>
    /// <param name="goLive">Hears of the orders that concern it.</param>
    /// <param name="journal">In whose folder they are kept too.</param>
    /// <param name="metrics">Tells how soon they come.</param>
    /// <param name="guard">Runs the loop.</param>
    /// <param name="logger">Tells when the store has forgotten.</param>
    /// <param name="time">Of this pod.</param>
    public SuspensionBoard(IAdmissionStore store, GoLiveGate goLive, JournalOptions journal, SuspensionMetrics metrics, LoopGuard guard, ILogger<SuspensionBoard> logger, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(goLive);
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(metrics);
        this.store = store;
        this.goLive = goLive;
        this.metrics = metrics;
        this.guard = guard;
        this.logger = logger;
        this.time = time;
        file = new SuspensionFile(journal.JournalDirectory);
        metrics.Observe(this);
    }

    /// <summary>Without pauses that have ended.</summary>
    public IReadOnlyList<Suspension> Current => [.. heard.Suspensions.Where(s => s.HoldsAt(NowMs()))];

    /// <summary>Of the orders in force here; 0 before any.</summary>
    public long Epoch => heard.Epoch;

    /// <summary>Whether the list was confirmed within <see cref="TrustedFor"/>.</summary>
    public bool IsConfirmed => heard.Timestamp is { } at && time.GetElapsedTime(at) <= TrustedFor;

    /// <summary>Whether the store has forgotten orders and does not have them back yet.</summary>
    public bool IsSetBack { get; private set; }

    /// <summary>Whether a notice to a viewer of this ISP, of this cohort, is suspended.</summary>
    public bool Suspends(string isp, string cohort)
    {
        foreach (var suspension in heard.Suspensions)
        {
            if (suspension.Scope == "all" || suspension.Scope == $"isp:{isp}" || suspension.Scope == $"cohort:{cohort}")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a dispute pauses a notice with this verdict to a viewer of this ISP. By this pod's clock: the store decides by its own.</summary>
    public bool Pauses(Culprit culprit, string isp, string verdictId)
    {
        if (!PauseRule.Names(culprit))
        {
            return false;
        }

        var (ofIsp, ofVerdict) = (PauseRule.ScopeOfIsp(isp), PauseRule.ScopeOfVerdict(verdictId));
        return heard.Suspensions.Any(s => (s.Scope == ofIsp || s.Scope == ofVerdict) && s.HoldsAt(NowMs()));
    }

    /// <summary>Takes what is on this pod's disk for in force, until the store says otherwise.</summary>
    /// <exception cref="FormatException">The file is none of ours: the service does not start.</exception>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Remember();
        return base.StartAsync(cancellationToken);
    }

    /// <summary>Asks the store.</summary>
    /// <exception cref="StoreUnavailableException">The store did not answer, or has forgotten orders and does not take them back.</exception>
    /// <exception cref="IOException">This pod's disk does not take them: they are in force, and not confirmed.</exception>
    public async Task RoundAsync(CancellationToken cancellationToken)
    {
        // One at a time: of two answers the older one would look like a store that has forgotten.
        await turn.WaitAsync(cancellationToken);
        try
        {
            await AskAsync(cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    public override void Dispose()
    {
        turn.Dispose();
        base.Dispose();
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        // Before the call: what it tells may be as old as its beginning.
        var asked = time.GetTimestamp();
        var list = await store.ListSuspensionsAsync(cancellationToken);
        if (list.Epoch < heard.Epoch)
        {
            if (!IsSetBack)
            {
                LogSetBack(logger, heard.Epoch, list.Epoch, heard.Suspensions.Count);
            }

            IsSetBack = true;
            heard = heard with { Timestamp = null };
            await store.RestoreSuspensionsAsync(new SuspensionList(heard.Epoch, heard.Suspensions) { GoLive = heard.GoLive }, cancellationToken);
            metrics.Restored();
            asked = time.GetTimestamp();
            list = await store.ListSuspensionsAsync(cancellationToken);
            if (list.Epoch < heard.Epoch)
            {
                throw new StoreUnavailableException($"The store's suspension epoch fell from {heard.Epoch} to {list.Epoch}, and it does not take back the orders that it has forgotten.");
            }
        }

        IsSetBack = false;
        Take(list, asked);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await guard.RunAsync("suspensions", RoundAsync, stoppingToken);
        }
    }

    internal void Remember()
    {
        if (file.Read() is { } known)
        {
            heard = new(known.Suspensions, known.Epoch, null, known.GoLive);
            goLive.Hear(known.GoLive);
            written = known.Epoch;
        }
    }

    private long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private void Take(SuspensionList list, long asked)
    {
        // What was ordered before this pod first heard from the store did not arrive late.
        if (list.Epoch > heard.Epoch && heard.Timestamp is not null)
        {
            metrics.Arrived(TimeSpan.FromMilliseconds(list.AtMs - list.Epoch) + time.GetElapsedTime(asked));
        }

        if (list.Epoch != written)
        {
            // In force at once, and confirmed when it is on the disk.
            heard = new(list.Suspensions, list.Epoch, null, list.GoLive);
            goLive.Hear(list.GoLive);
            file.Write(new SuspensionList(list.Epoch, list.Suspensions) { GoLive = list.GoLive });
            written = list.Epoch;
        }

        heard = new(list.Suspensions, list.Epoch, asked, list.GoLive);
        goLive.Hear(list.GoLive);
    }

    [LoggerMessage(1450, LogLevel.Error, "The store has forgotten operators' orders: its suspension epoch fell from {Known} to {Epoch}. {Suspensions} suspensions are given back to it; no notice goes out until it has them.")]
    private static partial void LogSetBack(ILogger logger, long known, long epoch, int suspensions);

    private sealed record Heard(IReadOnlyList<Suspension> Suspensions, long Epoch, long? Timestamp, GoLiveOrder? GoLive);
}
