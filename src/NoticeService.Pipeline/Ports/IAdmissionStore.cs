using NoticeService.Domain.Admission;
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

    /// <summary>Notices that name or concern one ISP.</summary>
    public required PacingRate IspPacing { get; init; }

    /// <summary>All notices.</summary>
    public required PacingRate GlobalPacing { get; init; }
}

/// <summary>Admitted when <paramref name="Refusal"/> is None: then the ledger record is written.</summary>
/// <param name="Refusal">Why not.</param>
/// <param name="RetryAfter">For pacing and cooldown: when to ask again; zero otherwise.</param>
/// <param name="AtMicros">When it was admitted, on the store's clock, us since the Unix epoch; 0 when refused.</param>
public readonly record struct AdmissionDecision(RefusalReason Refusal, TimeSpan RetryAfter, long AtMicros = 0)
{
    public bool Admitted => Refusal == RefusalReason.None;
}

/// <summary>Somebody's order that no notice be sent.</summary>
/// <param name="Scope"><c>all</c>, <c>isp:ID</c> or <c>cohort:NAME</c>.</param>
public sealed record Suspension(string Scope, string Reason, string Operator, long SinceMs)
{
    /// <summary>As in <see cref="OperatorOrder"/>: for the audit log, which alone keeps it.</summary>
    public string Roles { get; init; } = "";

    /// <inheritdoc cref="Roles"/>
    public string From { get; init; } = "";

    /// <summary>As it stands in the audit log.</summary>
    public OperatorOrder Order => new(OrderKind.Suspend, SinceMs, Operator, Scope, Reason, Roles, From);

    public static Suspension Of(OperatorOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return new(order.Scope, order.Reason, order.Operator, order.AtMs) { Roles = order.Roles, From = order.From };
    }
}

/// <summary>Somebody's order that notices be sent again.</summary>
/// <param name="Scope">The scope as its suspension is stored.</param>
public sealed record Resumption(string Scope, string Reason, string Operator, long AtMs)
{
    /// <summary>As in <see cref="OperatorOrder"/>: for the audit log, which alone keeps it.</summary>
    public string Roles { get; init; } = "";

    /// <inheritdoc cref="Roles"/>
    public string From { get; init; } = "";

    /// <summary>As it stands in the audit log.</summary>
    public OperatorOrder Order => new(OrderKind.Resume, AtMs, Operator, Scope, Reason, Roles, From);

    public static Resumption Of(OperatorOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return new(order.Scope, order.Reason, order.Operator, order.AtMs) { Roles = order.Roles, From = order.From };
    }
}

/// <summary>The suspensions in force, and the epoch of which they are.</summary>
public sealed record SuspensionList(long Epoch, IReadOnlyList<Suspension> Suspensions);

/// <summary>Decides who is told, exactly once over all pods. Thread-safe.</summary>
public interface IAdmissionStore
{
    /// <summary>
    /// Checks suspension, cooldown, cap and pacing, then commits all of them and the ledger record, on the store's clock.
    /// A repeat with the same notice id returns the first answer, at a later time, and changes nothing.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Not confirmed: send nothing.</exception>
    Task<AdmissionDecision> DecideAsync(AdmissionRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Suspends a scope, in force for every later decision. Suspending it again replaces reason and name. The order is in the
    /// <see cref="IAuditLog"/> too.
    /// </summary>
    /// <returns>
    /// The suspension epoch, which rises with each order. It is at least the store's time in ms, so that an order given after the
    /// store forgot some (a failover) has an epoch above all that any pod has seen.
    /// </returns>
    Task<long> SuspendAsync(Suspension suspension, CancellationToken cancellationToken);

    /// <summary>
    /// Lifts a suspension; no harm if there is none. The order is in the <see cref="IAuditLog"/>, and raises the epoch, also when
    /// there was nothing to lift: so an operator confirms what is in force.
    /// </summary>
    Task<long> ResumeAsync(Resumption resumption, CancellationToken cancellationToken);

    /// <summary>The suspensions by scope, and their epoch, read together.</summary>
    Task<SuspensionList> ListSuspensionsAsync(CancellationToken cancellationToken);

    /// <summary>Users enrolled in a cohort so far.</summary>
    Task<long> EnrolledAsync(string cohort, CancellationToken cancellationToken);
}
