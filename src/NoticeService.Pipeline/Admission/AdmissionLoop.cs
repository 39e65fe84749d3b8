using System.Globalization;
using Microsoft.Extensions.Hosting;
using NoticeService.Domain.Admission;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;
using NoticeService.Domain.Ledger;
using NoticeService.Pipeline.Delivery;
using NoticeService.Pipeline.Evaluation;
using NoticeService.Pipeline.Journal;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Reconciliation;
using NoticeService.Pipeline.Sessions;
using NoticeService.Pipeline.Telemetry;
using NoticeService.Pipeline.Windows;

namespace NoticeService.Pipeline.Admission;

/// <summary>
/// Looks for sessions that suffer and to which a verdict speaks, asks the store to admit a notice for each, and hands the
/// admitted ones over. Without a fresh feed, a store that confirms and has forgotten nothing, or a journal on the disk, nothing is
/// sent.
/// </summary>
public sealed class AdmissionLoop(
    SessionDirectory sessions,
    FeedHolder feed,
    GatePolicySource policies,
    SuspensionBoard suspensions,
    GatePauses pauses,
    IAdmissionStore store,
    NoticeJournal journal,
    LedgerCondition condition,
    NoticeSender sender,
    HouseholdKey key,
    PodName pod,
    GateMetrics metrics,
    LoopGuard guard,
    TimeProvider time) : BackgroundService
{
    /// <summary>How often all sessions are looked at.</summary>
    public static readonly TimeSpan ScanInterval = TimeSpan.FromSeconds(1);

    /// <summary>How often those that were found are asked for, so that a pacing with a small burst is used up to its rate.</summary>
    public static readonly TimeSpan AskInterval = TimeSpan.FromMilliseconds(100);

    // Enough to keep a store busy that answers within a millisecond, few enough to stop soon.
    private const int MaxAsking = 64;

    // What cannot change within seconds need not be asked each second.
    private const long AskAgainAfterMs = 10_000;

    private readonly List<(PlaybackSession Session, GateQuestion Question)> candidates = [];
    private long? scanned;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(AskInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await guard.RunAsync("admission", RoundAsync, stoppingToken);
        }
    }

    /// <summary>
    /// Looks at all sessions when it is time to, and asks for those that were found and are not yet answered, for as long as
    /// the look is fresh: whoever is left is looked at again.
    /// </summary>
    public async Task RoundAsync(CancellationToken cancellationToken)
    {
        if (scanned is not { } at || time.GetElapsedTime(at) >= ScanInterval)
        {
            scanned = at = time.GetTimestamp();
            Scan();
        }

        var due = candidates.Where(c => !pauses.Covers(c.Question.Health.Cell.Isp)).ToArray();
        if (due.Length == 0)
        {
            return;
        }

        var asked = new HashSet<PlaybackSession>(ReferenceEqualityComparer.Instance);
        await Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = MaxAsking, CancellationToken = cancellationToken },
            async (candidate, token) =>
            {
                if (time.GetElapsedTime(at) < ScanInterval && !pauses.Covers(candidate.Question.Health.Cell.Isp))
                {
                    lock (asked)
                    {
                        asked.Add(candidate.Session);
                    }

                    await AskAsync(candidate.Session, candidate.Question, token);
                }
            });
        candidates.RemoveAll(c => asked.Contains(c.Session));
    }

    private void Scan()
    {
        candidates.Clear();
        var nowMs = NowMs();
        var view = feed.Current;
        if (!view.IsFresh(nowMs))
        {
            return;
        }

        var window = Window.At(nowMs);
        foreach (var session in sessions.Live)
        {
            if (session.AskAgainMs > nowMs || session.Fare(window, view) is not { } health)
            {
                continue;
            }

            var question = new GateQuestion(session.Identity, session.Household.Id, health, nowMs);
            if (Gate.FindSpeaker(question, view) is not null)
            {
                candidates.Add((session, question));
            }
        }
    }

    private async Task AskAsync(PlaybackSession session, GateQuestion question, CancellationToken cancellationToken)
    {
        // The feed may have changed since the look.
        var view = feed.Current;
        if (!view.IsFresh(NowMs()) || Gate.FindSpeaker(question, view) is not { } speaker)
        {
            return;
        }

        if (Obstacle() is { } obstacle)
        {
            metrics.Refused(obstacle);
            return;
        }

        var policy = policies.Current;
        var refusal = Gate.Ask(question, speaker, policy, suspensions.Suspends, NoticeIdOf(question, speaker), out var request);
        if (refusal != RefusalReason.None)
        {
            metrics.Refused(refusal);
            session.AskAgainMs = question.NowMs + (refusal == RefusalReason.Suspended ? 0 : AskAgainAfterMs);
            return;
        }

        request = Settle(session, request!);

        var decision = await DecideAsync(request, cancellationToken);
        session.Unconfirmed = decision.Refusal == RefusalReason.StoreUnavailable ? request : null;
        pauses.Learn(request.Record, decision);
        if (!decision.Admitted)
        {
            metrics.Refused(decision.Refusal);
            session.AskAgainMs = question.NowMs + AskAgainMs(decision);
            return;
        }

        session.AskAgainMs = question.NowMs + (long)request.Cooldown.TotalMilliseconds;
        metrics.Admitted(request.Record);
        if (await JournalAsync(request, decision, cancellationToken))
        {
            sender.Deliver(session, request.Record);
        }
        else
        {
            metrics.Refused(RefusalReason.JournalUnavailable);
            sender.Abandon(request.Record);
        }
    }

    private RefusalReason? Obstacle() =>
        !suspensions.IsConfirmed ? RefusalReason.StoreUnavailable
        : !journal.IsHealthy ? RefusalReason.JournalUnavailable
        : !condition.IsWhole ? RefusalReason.Reconciling
        : null;

    // On the disk before it is sent, so that no store can lose that it was.
    private Task<bool> JournalAsync(AdmissionRequest request, AdmissionDecision decision, CancellationToken cancellationToken)
    {
        var record = request.Record;
        var state = record.Holdout || record.Shadow ? NoticeState.Withheld : NoticeState.Reserved;
        var cooldownMicros = request.Cooldown.Ticks / TimeSpan.TicksPerMicrosecond;
        return journal.AppendAsync(new JournalEntry(record with { State = state }, decision.AtMicros, cooldownMicros), cancellationToken);
    }

    // Whether an earlier asking took effect is unknown: the same id finds out, unless another sentence is to be said now, or to another arm.
    private AdmissionRequest Settle(PlaybackSession session, AdmissionRequest request)
    {
        if (session.Unconfirmed is not { } earlier)
        {
            return request;
        }

        var record = earlier.Record;
        if (request.Record with { NoticeId = record.NoticeId, Shortfall = record.Shortfall, DecidedMs = record.DecidedMs } == record)
        {
            return request with { Record = record };
        }

        sender.Abandon(record);
        return request;
    }

    private async Task<AdmissionDecision> DecideAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await store.DecideAsync(request, cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            // Counted as a refusal; the store's own metrics and log say what is wrong with it.
            return new AdmissionDecision(RefusalReason.StoreUnavailable, TimeSpan.Zero);
        }
    }

    private static long AskAgainMs(AdmissionDecision decision) => decision.Refusal switch
    {
        RefusalReason.Cooldown => (long)Math.Ceiling(decision.RetryAfter.TotalMilliseconds),
        RefusalReason.CapReached => AskAgainAfterMs,
        _ => 0,
    };

    private string NoticeIdOf(in GateQuestion question, Speaker speaker) =>
        key.Pseudonym(string.Create(CultureInfo.InvariantCulture, $"notice\n{pod.Name}\n{question.Identity.SessionId}\n{speaker.VerdictId}\n{question.NowMs}")).ToString();

    private long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
