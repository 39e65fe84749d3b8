using System.Text.Json;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Configuration;
using NoticeService.Pipeline.Evidence;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Sealing;
using NoticeService.Pipeline.Telemetry;
using NoticeService.Pipeline.Windows;

namespace NoticeService.Pipeline.Evaluation;

/// <summary>
/// The one pod that holds the lease merges all pods' cells of each window, evaluates them, and publishes state and feed
/// under its epoch, by the store's clock. Losing the lease, or a publication that is fenced off, drops the engine: the next leader continues
/// from what was published.
/// </summary>
public sealed partial class EvaluationLoop(
    ICellStore cells,
    ILease lease,
    IEvaluationStore store,
    IEvidenceStore evidence,
    PodName pod,
    ShardMap shards,
    VerdictSettings settings,
    LoopGuard guard,
    EvaluationMetrics metrics,
    ILogger<EvaluationLoop> logger,
    TimeProvider time,
    EngineSeed? seed = null,
    INetworkSource? network = null,
    Leadership? leadership = null) : BackgroundService
{
    /// <summary>After the end of a window: every pod had its grace, and a store call's time.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(2);

    /// <summary>Shorter than two windows less a renewal, so that another pod takes over within two windows.</summary>
    public static readonly TimeSpan LeaseLength = TimeSpan.FromSeconds(9);

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    // A pod restarted under its old name must not renew what its former self held.
    private readonly string holder = $"{pod.Name}/{Guid.NewGuid():N}";

    private readonly StoreClock clock = new();
    private BlobPresence presence = new();
    private EvidenceKeeper keeper = new(evidence);
    private VerdictEngine? engine;
    private long epoch;
    private long sequence;

    /// <summary>Whether this pod evaluates.</summary>
    public bool Leads => engine is not null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await GuardedRoundAsync(stoppingToken);
        }
    }

    /// <summary>One round, after whose failure this pod no longer leads.</summary>
    public async Task GuardedRoundAsync(CancellationToken cancellationToken)
    {
        if (!await guard.RunAsync("evaluation", RoundAsync, cancellationToken))
        {
            // Whether the lease still holds is unknown: act as if it were lost, and let a pod that can evaluate have it.
            Resign();
            await ReleaseAsync(cancellationToken);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (Leads)
        {
            engine = null;
            metrics.Leads = false;
            leadership?.Lose();
            await ReleaseAsync(cancellationToken);
        }
    }

    /// <summary>Renews or takes the lease, and evaluates the windows that are due.</summary>
    public async Task RoundAsync(CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        if (await lease.AcquireAsync(holder, engine is null ? 0 : epoch, LeaseLength, cancellationToken) is not { } grant)
        {
            Resign();
            return;
        }

        Synchronize(asked, grant);
        var now = time.GetUtcNow() + clock.Ahead;
        var due = Window.At((now - Delay).ToUnixTimeMilliseconds()).Previous;
        if (engine is null || epoch != grant.Epoch)
        {
            await TakeOverAsync(grant.Epoch, due, cancellationToken);
        }

        // After a pause of the whole service the windows between are gone from memory and store: begin near now.
        for (var window = Later(engine!.Window.Next, due + (1 - settings.RecentWindows)); window <= due; window = window.Next)
        {
            await EvaluateAsync(window, cancellationToken);
            if (engine is null)
            {
                return;
            }
        }
    }

    private void Synchronize(DateTimeOffset asked, LeaseGrant grant)
    {
        if (clock.Learn(asked, time.GetUtcNow(), grant.StoreTime))
        {
            metrics.ClockOff();
            LogClockOff(logger, pod.Name, clock.Ahead);
        }

        metrics.StoreAhead = clock.Ahead;
    }

    private async Task TakeOverAsync(long newEpoch, Window due, CancellationToken cancellationToken)
    {
        var saved = await store.LoadStateAsync(cancellationToken);
        var state = saved is { } bytes ? Read(bytes) : seed?.State;

        var taken = new VerdictEngine(settings, state);
        presence = new BlobPresence();
        keeper = new EvidenceKeeper(evidence);
        var first = Later(taken.Window, due + -settings.RecentWindows);
        for (var window = first + (1 - settings.RecentWindows); window <= taken.Window; window = window.Next)
        {
            taken.Remember((await ReadAsync(window, cancellationToken)).Cells);
        }

        engine = taken;
        epoch = newEpoch;
        sequence = 0;
        metrics.Leads = true;
        leadership?.Hold(newEpoch);
        LogLeads(logger, pod.Name, newEpoch);
    }

    // After an upgrade, or back from one, calm is learned again in minutes; to wait for it here would leave nobody in the lead.
    private EngineState? Read(ReadOnlyMemory<byte> saved)
    {
        try
        {
            var state = EvaluationJson.ReadState(saved.Span);
            if (state.Version == EngineState.CurrentVersion)
            {
                return state;
            }

            LogOldState(logger, state.Version, EngineState.CurrentVersion);
        }
        catch (JsonException wrong)
        {
            LogNoState(logger, wrong.Message);
        }

        return seed?.State;
    }

    private async Task EvaluateAsync(Window window, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        var before = engine!.Feed();
        engine.Names = network?.Current ?? engine.Names;
        var (merged, missing) = await ReadAsync(window, cancellationToken);
        engine.Evaluate(window, merged);
        var feed = engine.Feed() with { Epoch = epoch, Sequence = ++sequence };
        await keeper.KeepAsync(engine, feed, cancellationToken);
        var outcome = await store.PublishAsync(epoch, sequence, EvaluationJson.Write(engine.Save()), EvaluationJson.Write(feed), cancellationToken);
        if (outcome != PublishOutcome.Published)
        {
            LogRefused(logger, window.StartMs, outcome);
            Resign();
            return;
        }

        // Only what was published: a leader that was fenced off says nothing, and its successor finds the same. One that dies
        // between the two leaves the change to the feed.
        var changes = VerdictChange.Between(before, feed);
        metrics.Evaluated(changes, feed.Cells.Count, missing, time.GetElapsedTime(begun));
        foreach (var change in changes)
        {
            logger.Changed(change);
        }
    }

    private async Task<(IReadOnlyList<CellStats> Cells, int Missing)> ReadAsync(Window window, CancellationToken cancellationToken)
    {
        var parts = new List<IReadOnlyList<CellStats>>();
        var wrote = new List<(string Pod, int Shard)>();
        for (var shard = 0; shard < shards.Count; shard++)
        {
            foreach (var part in await cells.ReadAsync(window, shard, cancellationToken))
            {
                wrote.Add((part.Pod, shard));
                try
                {
                    parts.Add(CellBlob.Decode(part.Blob.Span).Cells);
                }
                catch (FormatException exception)
                {
                    // One pod's broken blob must not cost the others their window.
                    metrics.BadBlob();
                    LogBadBlob(logger, part.Pod, exception.Message);
                }
            }
        }

        return (CellMerge.Merge(parts), presence.Learn(window, wrote));
    }

    private async Task ReleaseAsync(CancellationToken cancellationToken) => await guard.RunAsync(
        "evaluation-release",
        async token =>
        {
            try
            {
                await lease.ReleaseAsync(holder, token);
            }
            catch (StoreUnavailableException)
            {
                // It is the store that failed, most likely, and the lease runs out by itself.
            }
        },
        cancellationToken);

    private void Resign()
    {
        if (engine is not null)
        {
            LogResigns(logger, pod.Name, epoch);
        }

        engine = null;
        metrics.Leads = false;
        leadership?.Lose();
    }

    private static Window Later(Window a, Window b) => a > b ? a : b;

    [LoggerMessage(1100, LogLevel.Information, "{Pod} evaluates, in epoch {Epoch}.")]
    private static partial void LogLeads(ILogger logger, string pod, long epoch);

    [LoggerMessage(1101, LogLevel.Warning, "{Pod} no longer evaluates; its epoch was {Epoch}.")]
    private static partial void LogResigns(ILogger logger, string pod, long epoch);

    [LoggerMessage(1104, LogLevel.Warning, "The publication of the window that began at {StartMs} was refused: {Outcome}.")]
    private static partial void LogRefused(ILogger logger, long startMs, PublishOutcome outcome);

    [LoggerMessage(1105, LogLevel.Warning, "The store's clock is {Ahead} ahead of {Pod}'s: windows are evaluated by the store's. Look at the pod's time service.")]
    private static partial void LogClockOff(ILogger logger, string pod, TimeSpan ahead);

    [LoggerMessage(1103, LogLevel.Warning, "The engine's state in the store has version {Version}, and this build reads {Current}: it begins anew.")]
    private static partial void LogOldState(ILogger logger, int version, int current);

    [LoggerMessage(1108, LogLevel.Warning, "The engine's state in the store cannot be read, as that of a newer build may not be: it begins anew. {Why}")]
    private static partial void LogNoState(ILogger logger, string why);

    [LoggerMessage(1102, LogLevel.Warning, "A blob of {Pod} was left out: {Reason}")]
    private static partial void LogBadBlob(ILogger logger, string pod, string reason);
}
