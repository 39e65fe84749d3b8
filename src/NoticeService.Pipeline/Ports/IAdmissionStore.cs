using NoticeService.Domain.Admission;
using NoticeService.Domain.Disputes;
using NoticeService.Domain.Ledger;

namespace NoticeService.Pipeline.Ports;

/// <summary>What the store must check and commit for one notice, in one atomic step.</summary>
public sealed record AdmissionRequest
{
    /// <summary>Written in state Reserved (or Withheld, for holdout and shadow) if and only if admitted.</summary>
    public required LedgerRecord Record { get; init; }

    /// <summary>The user sees at most one notice in this time.</summary>
    public required TimeSpan Cooldown { get; init; }

    /// <summary>Users that this cohort may ever enrol; both arms count.</summary>
    public required long HardCap { get; init; }

    /// <summary>The other cohorts of the configuration, also those that do not run: whom one of them has enrolled stays its own.</summary>
    public IReadOnlyList<string> OtherCohorts { get; init; } = [];

    /// <summary>End of the pacing lease that this notice uses up, on the store's clock, us since the Unix epoch.</summary>
    public required long LeaseEndsMicros { get; init; }

    /// <summary>
    /// The <see cref="ILedgerRepair.Connection"/> on which the ledger was found whole; null for any. On another one it is not decided: a
    /// store that forgot a cooldown would admit, and what it admitted would stand.
    /// </summary>
    public long? Connection { get; init; }

    /// <summary>The scopes of the pauses that would hold a notice back: none unless its verdict names the viewer's ISP.</summary>
    public static IReadOnlyList<string> PausesOf(LedgerRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return PauseRule.Names(record.Culprit) ? [PauseRule.ScopeOfIsp(record.Isp), PauseRule.ScopeOfVerdict(record.VerdictId)] : [];
    }
}

/// <summary>Which cohort has a user, and in which arm.</summary>
public sealed record Enrolment(string Cohort, bool Holdout);

/// <summary>Admitted when <paramref name="Refusal"/> is None: then the ledger record is written.</summary>
/// <param name="Refusal">Why not.</param>
/// <param name="RetryAfter">For the cooldown: when to ask again; zero otherwise.</param>
/// <param name="AtMicros">When it was admitted, on the store's clock, us since the Unix epoch; 0 when refused.</param>
/// <param name="Enrolment">Where the user is, when he is enrolled elsewhere; null otherwise.</param>
public readonly record struct AdmissionDecision(RefusalReason Refusal, TimeSpan RetryAfter, long AtMicros = 0, Enrolment? Enrolment = null)
{
    public bool Admitted => Refusal == RefusalReason.None;
}

/// <summary>How many notices a pod would send to an ISP's viewers at once, and at which rates they may go.</summary>
public sealed record LeaseRequest
{
    /// <summary>Id of the ISP that they name or concern.</summary>
    public required string Isp { get; init; }

    /// <summary>1 to <see cref="LeaseTerms.LargestBatch"/>.</summary>
    public required int Wanted { get; init; }

    /// <summary>Of this ISP's notices.</summary>
    public required LeaseTerms IspTerms { get; init; }

    /// <summary>Of all notices.</summary>
    public required LeaseTerms GlobalTerms { get; init; }

    /// <summary>How long they may be sent; what is not sent by then is lost.</summary>
    public required TimeSpan Life { get; init; }
}

/// <summary>Leave to send some notices.</summary>
/// <param name="Count">0 to what was wanted.</param>
/// <param name="EndsMicros">Last moment, on the store's clock, us since the Unix epoch.</param>
/// <param name="Refusal">Which rate leaves no room for more; None when all that were wanted are given.</param>
/// <param name="RetryAfter">When there will be room for one more; zero when all are given.</param>
public readonly record struct PacingLease(int Count, long EndsMicros, RefusalReason Refusal, TimeSpan RetryAfter);

/// <summary>Somebody's order that no notice be sent, while it is in force; or a dispute's pause.</summary>
/// <param name="Scope">
/// <c>all</c>, <c>isp:ID</c> or <c>cohort:NAME</c>; of a pause <c>named:ISP</c> or <c>verdict:ID</c>, see <see cref="PauseRule"/>.
/// </param>
/// <param name="Reason">Why.</param>
/// <param name="Operator">Who.</param>
/// <param name="SinceMs">When it was ordered, ms since the Unix epoch.</param>
/// <param name="UntilMs">When a pause ends by itself, ms since the Unix epoch; 0 for an order, which holds until it is lifted.</param>
public sealed record Suspension(string Scope, string Reason, string Operator, long SinceMs, long UntilMs = 0)
{
    /// <summary>Whether a dispute brought it; else an operator ordered it.</summary>
    public bool IsPause => UntilMs > 0;

    /// <summary>Whether it has not ended by itself.</summary>
    public bool HoldsAt(long nowMs) => UntilMs == 0 || nowMs < UntilMs;

    /// <summary>What an order to suspend puts in force.</summary>
    public static Suspension Of(OperatorOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return new(order.Scope, order.Reason, order.Operator, order.AtMs);
    }
}

/// <summary>The suspensions in force, and the epoch of which they are.</summary>
/// <param name="Epoch">Of the last order; 0 when there was none.</param>
/// <param name="Suspensions">By scope, without pauses that have ended.</param>
/// <param name="AtMs">The store's time when it answered, ms since the Unix epoch; 0 for a list that is not an answer.</param>
public sealed record SuspensionList(long Epoch, IReadOnlyList<Suspension> Suspensions, long AtMs = 0)
{
    /// <summary>The last order about the go-live gate; null when there was none.</summary>
    public GoLiveOrder? GoLive { get; init; }
}

/// <summary>Decides who is told, exactly once over all pods. Thread-safe.</summary>
public interface IAdmissionStore
{
    /// <summary>
    /// Takes as many notices as there is room for, of those wanted, out of both rates at once, on the store's clock. They are used up
    /// even if nothing comes of them: a lease is never given back, so that no answer that was lost can be sent on twice.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Not confirmed: send nothing.</exception>
    Task<PacingLease> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Checks suspension, pause, lease, cooldown, arm and cap, then commits all of them and the ledger record, on the store's clock.
    /// A repeat with the same notice id returns the first answer, at a later time, and changes nothing.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Not confirmed, or the connection is another than the request's: send nothing.</exception>
    Task<AdmissionDecision> DecideAsync(AdmissionRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Suspends the order's scope, in force for every later decision. Suspending it again replaces reason and name. The order is in the
    /// <see cref="IAuditLog"/> too.
    /// </summary>
    /// <returns>
    /// The suspension epoch, which rises with each order. It is at least the store's time in ms, so that an order given after the
    /// store forgot some (a failover) has an epoch above all that any pod has seen.
    /// </returns>
    Task<long> SuspendAsync(OperatorOrder order, CancellationToken cancellationToken);

    /// <summary>
    /// Lifts the suspension of the order's scope, as it is stored; no harm if there is none. The order is in the <see cref="IAuditLog"/>, and raises the epoch, also when
    /// there was nothing to lift: so an operator confirms what is in force.
    /// </summary>
    Task<long> ResumeAsync(OperatorOrder order, CancellationToken cancellationToken);

    /// <summary>Puts an operator's word about the go-live gate in the place of the last one. The order is in the <see cref="IAuditLog"/> too, and raises the epoch.</summary>
    Task<long> OrderGoLiveAsync(OperatorOrder order, GoLiveOrder word, CancellationToken cancellationToken);

    /// <summary>The suspensions by scope, the last word about the go-live gate, and their epoch, read together.</summary>
    Task<SuspensionList> ListSuspensionsAsync(CancellationToken cancellationToken);

    /// <summary>Gives back the suspensions, and the word about the go-live gate, that the store has forgotten, under the epoch of which they are; no harm when it knows that epoch or a later one.</summary>
    Task RestoreSuspensionsAsync(SuspensionList known, CancellationToken cancellationToken);

    /// <summary>Users enrolled in a cohort so far.</summary>
    Task<long> EnrolledAsync(string cohort, CancellationToken cancellationToken);

    /// <summary>Of the users enrolled in a cohort, those in the holdout.</summary>
    Task<long> HeldOutAsync(string cohort, CancellationToken cancellationToken);
}
