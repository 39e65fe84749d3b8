using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using NoticeService.Domain.Experiments;
using NoticeService.Domain.Households;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Sessions;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Experiments;

/// <summary>
/// Gathers what comes after decisions, once a second and a few store calls for all: looks up whether the sessions that began are of
/// households with a recent notice, which makes them a return, or the same session on another pod; and writes what is known of
/// those that are followed. No playback waits for it; what the store did not confirm is done again.
/// </summary>
public sealed class FollowUpLoop(
    SessionDirectory sessions,
    FollowUps followUps,
    ILedger ledger,
    ILedgerRepair records,
    IOutcomeStore outcomes,
    FollowUpMetrics metrics,
    LoopGuard guard,
    IOptions<ExperimentOptions> options,
    TimeProvider time) : BackgroundService
{
    /// <summary>How often.</summary>
    public static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    /// <summary>Sessions that wait for the store to be looked up, at most; of more no return is known.</summary>
    public const int MaxWaiting = 200_000;

    /// <summary>Households looked up in one store call.</summary>
    public const int Batch = 1_000;

    // Calls that write at once: a pod that stops has two seconds for all.
    private const int AtOnce = 4;

    // How far back a notice may lie whose session, a day long at most, ended within the time of a return.
    private static readonly TimeSpan Recent = NoticeOutcome.ReturnWithin + TimeSpan.FromDays(1);

    // Its own: what the other services need to stop is not taken from it.
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly List<BegunSession> waiting = [];
    private readonly List<OutcomeChange> returns = [];
    private readonly List<FollowUp> followed = [];

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var farewell = new CancellationTokenSource(Farewell);
        try
        {
            // The sessions were sent elsewhere: where each ended here is known now.
            await guard.RunAsync("follow-up-write", WriteAsync, farewell.Token);
        }
        catch (OperationCanceledException)
        {
            // What was not written is missing in the report, in both arms alike.
        }

        metrics.Lost(FollowUpLoss.NotWrittenAtStop, followed.Count);
    }

    /// <summary>Looks up and writes once.</summary>
    /// <exception cref="StoreUnavailableException">What was not done is done by a later call.</exception>
    public async Task RoundAsync(CancellationToken cancellationToken)
    {
        await LookUpAsync(cancellationToken);
        await WriteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                // Each by itself: what stands in the way of one does not hold up the other.
                await guard.RunAsync("follow-up-look", LookUpAsync, stoppingToken);
                await guard.RunAsync("follow-up-write", WriteAsync, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service ends, perhaps before it has begun: no news.
        }
    }

    private void TakeBegun()
    {
        var (begun, dropped) = sessions.TakeBegun();
        var room = Math.Max(0, MaxWaiting - waiting.Count);
        waiting.AddRange(begun.Take(room));
        if (dropped + Math.Max(0, begun.Count - room) is var lost and > 0)
        {
            metrics.Lost(FollowUpLoss.TooManyBegun, lost);
        }
    }

    private async Task LookUpAsync(CancellationToken cancellationToken)
    {
        TakeBegun();
        while (waiting.Count > 0)
        {
            var chunk = waiting[^Math.Min(Batch, waiting.Count)..];
            await LookUpAsync(chunk, cancellationToken);
            waiting.RemoveRange(waiting.Count - chunk.Count, chunk.Count);
        }
    }

    private async Task LookUpAsync(List<BegunSession> begun, CancellationToken cancellationToken)
    {
        var sinceMs = NowMs() - (long)Recent.TotalMilliseconds;
        var households = begun.Select(b => b.Session.Household.Id).Distinct().ToArray();
        var recent = await ledger.ListRecentAsync(households, sinceMs, cancellationToken);
        if (recent.Count == 0)
        {
            return;
        }

        var notices = new List<(LedgerRecord Record, NoticeOutcome? Outcome)>();
        foreach (var ids in recent.Values.SelectMany(ids => ids).Chunk(IOutcomeStore.MaxFound))
        {
            var found = await records.FindAsync(ids, cancellationToken);
            var known = await outcomes.FindAsync(ids, cancellationToken);
            notices.AddRange(found.Zip(known).Where(n => n.First is { Shadow: false }).Select(n => (n.First!, n.Second)));
        }

        var byHousehold = notices.ToLookup(n => n.Record.Household);
        foreach (var session in begun)
        {
            foreach (var (record, outcome) in byHousehold[session.Session.Household.Id])
            {
                Relate(session, record, outcome ?? new NoticeOutcome());
            }
        }
    }

    // The same session on another stream or pod, or a new one, which may be a return.
    private void Relate(BegunSession begun, LedgerRecord record, NoticeOutcome outcome)
    {
        if (begun.Session.Identity.SessionId == record.SessionId)
        {
            if (begun.StartedMs > record.DecidedMs)
            {
                followUps.Continue(begun.Session, record, begun.StartedMs);
            }
        }
        else if (begun.StartedMs > record.DecidedMs && outcome.WantsBegun(begun.StartedMs))
        {
            returns.Add(new OutcomeChange(record.NoticeId, record.DecidedMs, new NoticeOutcome { BegunMs = begun.StartedMs }));
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        followed.AddRange(followUps.TakeBegun());
        foreach (var chunk in Distinct(returns).Chunk(IOutcomeStore.MaxChanges))
        {
            await AddAsync(chunk, cancellationToken);
        }

        returns.Clear();
        var nowMs = NowMs();
        var changes = followed.Select(f => (FollowUp: f, Change: f.Change(nowMs, options.Value))).Where(c => c.Change is not null).ToArray();
        await Parallel.ForEachAsync(changes.Chunk(IOutcomeStore.MaxChanges), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (chunk, cancelled) =>
        {
            await AddAsync([.. Distinct(chunk.Select(c => c.Change!))], cancelled);
            foreach (var (followUp, change) in chunk)
            {
                followUp.Confirm(change!);
            }
        });
        metrics.Over(followed.RemoveAll(f => f.IsOver));
    }

    private async Task AddAsync(OutcomeChange[] changes, CancellationToken cancellationToken)
    {
        await outcomes.AddAsync(changes, options.Value.Retention, cancellationToken);
        metrics.Written(changes.Length);
    }

    // Two streams of one session, or two sessions of a household, may tell of one notice at once.
    private static IEnumerable<OutcomeChange> Distinct(IEnumerable<OutcomeChange> changes) =>
        changes.GroupBy(c => c.NoticeId, StringComparer.Ordinal).Select(same => same.Aggregate((a, b) => a with { Part = a.Part.Merge(b.Part) }));

    private long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
