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
/// Looks for sessions that suffer and to which a verdict speaks, leases as many notices as are due and pacing leaves room for, asks the
/// store to admit each, and hands the admitted ones over. Without a fresh feed, a store that confirms and has forgotten nothing, or a
/// journal on the disk, nothing is sent.
/// </summary>
public sealed class AdmissionLoop(
    SessionDirectory sessions,
    FeedHolder feed,
    GatePolicySource policies,
    CohortSizes sizes,
    SuspensionBoard suspensions,
    GoLiveGate goLive,
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
    private const int MinAskingOfAnIsp = 8;

    // What cannot change within seconds need not be asked each second.
    private const long AskAgainAfterMs = 10_000;

    private readonly PacingLeases leases = new(store, time);
    private readonly List<Candidate> candidates = [];
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
            scanned = time.GetTimestamp();
            Scan();
        }

        var isps = candidates.GroupBy(c => c.Isp, StringComparer.Ordinal).Where(i => !pauses.Covers(i.Key)).ToArray();
        if (isps.Length == 0)
        {
            return;
        }

        var atOnce = Math.Max(MinAskingOfAnIsp, MaxAsking / isps.Length);
        await Parallel.ForEachAsync(
            isps,
            new ParallelOptions { MaxDegreeOfParallelism = MaxAsking / MinAskingOfAnIsp, CancellationToken = cancellationToken },
            async (isp, token) => await ServeAsync(isp.Key, new Queue<Candidate>(isp), atOnce, token));
        candidates.RemoveAll(c => c.Answered);
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

            var question = new GateQuestion(session.Identity, session.Household.Id, health, nowMs, session.Enrolment);
            if (Gate.FindSpeaker(question, view) is not null)
            {
                candidates.Add(new Candidate(session, question));
            }
        }
    }

    // One ISP's, some at once, until pacing leaves no room, all are answered, or it is time to look again.
    private async Task ServeAsync(string isp, Queue<Candidate> waiting, int atOnce, CancellationToken cancellationToken)
    {
        while (time.GetElapsedTime(scanned!.Value) < ScanInterval && !pauses.Covers(isp))
        {
            var due = TakeDue(waiting, atOnce);
            if (due.Count == 0)
            {
                return;
            }

            var leave = await LeaseAsync(isp, due.Count, cancellationToken);
            var sent = await Task.WhenAll(due.Take(leave.Count).Select(d => AskAsync(d.Candidate, d.Request with { LeaseEndsMicros = leave.Lease!.EndsMicros }, cancellationToken)));
            leave.Lease?.Return(sent.Count(used => !used));
            if (leave.Refusal != RefusalReason.None)
            {
                foreach (var _ in due.Skip(leave.Count))
                {
                    metrics.Refused(leave.Refusal);
                }

                pauses.Learn(isp, leave.Refusal, leave.RetryAfter);
                return;
            }

            if (leave.Count == 0)
            {
                // The store was so slow that the lease lapsed on its way: in the next round it may be quicker.
                return;
            }

            // The lease had fewer: the rest goes with the next one.
            foreach (var (candidate, _) in due.Skip(leave.Count))
            {
                waiting.Enqueue(candidate);
            }
        }
    }

    private List<(Candidate Candidate, AdmissionRequest Request)> TakeDue(Queue<Candidate> waiting, int atMost)
    {
        var due = new List<(Candidate, AdmissionRequest)>();
        while (due.Count < atMost && waiting.TryDequeue(out var candidate))
        {
            if (Prepare(candidate) is { } request)
            {
                due.Add((candidate, request));
            }
            else
            {
                candidate.Answered = true;
            }
        }

        return due;
    }

    private async Task<PacingLeave> LeaseAsync(string isp, int wanted, CancellationToken cancellationToken)
    {
        try
        {
            return await leases.TakeAsync(isp, wanted, policies.Current.Pacing, cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            // As in DecideAsync.
            return new PacingLeave(null, 0, RefusalReason.StoreUnavailable, TimeSpan.Zero);
        }
    }

    // What is to be asked of the store, or null when nothing is.
    private AdmissionRequest? Prepare(Candidate candidate)
    {
        // The feed may have changed since the look.
        var (session, question) = (candidate.Session, candidate.Question);
        var view = feed.Current;
        if (!view.IsFresh(NowMs()) || Gate.FindSpeaker(question, view) is not { } speaker)
        {
            return null;
        }

        var connection = condition.WholeOn;
        if (Obstacle(connection) is { } obstacle)
        {
            metrics.Refused(obstacle);
            return null;
        }

        var refusal = Gate.Ask(question, speaker, policies.Current, sizes, suspensions, goLive, NoticeIdOf(question, speaker), out var request);
        if (refusal != RefusalReason.None)
        {
            metrics.Refused(refusal);
            session.AskAgainMs = question.NowMs + (refusal is RefusalReason.Suspended or RefusalReason.Disputed ? 0 : AskAgainAfterMs);
            return null;
        }

        return Settle(session, request! with { Connection = connection });
    }

    /// <returns>Whether the leave to send is used up.</returns>
    private async Task<bool> AskAsync(Candidate candidate, AdmissionRequest request, CancellationToken cancellationToken)
    {
        var (session, nowMs) = (candidate.Session, candidate.Question.NowMs);
        candidate.Answered = true;
        var decision = await DecideAsync(request, cancellationToken);
        session.Unconfirmed = decision.Refusal == RefusalReason.StoreUnavailable ? request : null;
        session.Enrolment = decision.Enrolment ?? session.Enrolment;
        pauses.Learn(request.Record.Isp, decision.Refusal, decision.RetryAfter);
        if (!decision.Admitted)
        {
            metrics.Refused(decision.Refusal);
            session.AskAgainMs = nowMs + AskAgainMs(decision);
            return decision.Refusal is RefusalReason.StoreUnavailable or RefusalReason.LeaseLapsed;
        }

        session.AskAgainMs = nowMs + (long)request.Cooldown.TotalMilliseconds;
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

        return true;
    }

    private RefusalReason? Obstacle(long? wholeOn) =>
        !suspensions.IsConfirmed ? RefusalReason.StoreUnavailable
        : !journal.IsHealthy ? RefusalReason.JournalUnavailable
        : wholeOn is null ? RefusalReason.Reconciling
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
        if (request.Record with { NoticeId = record.NoticeId, Shortfall = record.Shortfall, Figures = record.Figures, DecidedMs = record.DecidedMs } == record)
        {
            return request with { Record = record };
        }

        session.Unconfirmed = null;
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

    private sealed class Candidate(PlaybackSession session, GateQuestion question)
    {
        public PlaybackSession Session => session;

        public GateQuestion Question => question;

        public string Isp => question.Health.Cell.Isp;

        /// <summary>Until the next look there is no more to ask.</summary>
        public bool Answered { get; set; }
    }
}
