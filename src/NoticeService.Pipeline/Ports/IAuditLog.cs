namespace NoticeService.Pipeline.Ports;

/// <summary>What an operator ordered.</summary>
public enum OrderKind : byte
{
    Suspend,
    Resume,

    /// <summary>Took a list of recipients; the scope says of which.</summary>
    Export,

    /// <summary>Opened a dispute; the scope says of which ISP and about what.</summary>
    Dispute,

    /// <summary>Resolved one.</summary>
    Resolve,

    /// <summary>Opened the go-live gate by a calibration.</summary>
    Calibrate,

    /// <summary>Opened it without one.</summary>
    Override,

    /// <summary>Shut it.</summary>
    Revoke,
}

/// <summary>Who ordered what, when, from where and why, and what became of it. A stored format: what older entries lack has a default.</summary>
/// <param name="Kind">What.</param>
/// <param name="AtMs">On the clock of the pod that was asked, ms since the Unix epoch.</param>
/// <param name="Operator">Who; empty when nobody showed who he is.</param>
/// <param name="Scope">As in <see cref="Suspension"/>.</param>
/// <param name="Reason">Why.</param>
/// <param name="Roles">Of the operator, a space between them; empty where nobody needs one.</param>
/// <param name="From">Address of the caller.</param>
/// <param name="Outcome"><c>OK</c>, or the status in which it ended.</param>
/// <param name="Call">
/// Id of the call that gave it. It tells two alike orders of one millisecond apart, and a repeat after a lost answer from a second order.
/// </param>
public sealed record OperatorOrder(
    OrderKind Kind, long AtMs, string Operator, string Scope, string Reason, string Roles = "", string From = "", string Outcome = "OK", string Call = "");

/// <summary>An order as it stands in the log.</summary>
/// <param name="Token">Where a list goes on after it; opaque.</param>
public sealed record LoggedOrder(OperatorOrder Order, string Token);

/// <summary>The durable list of operators' orders; <see cref="IAdmissionStore"/> writes it with each order of its own. Thread-safe.</summary>
public interface IAuditLog
{
    /// <summary>The newest orders, the newest first. An order repeated with the same particulars, the call too, is there once.</summary>
    /// <param name="fromMs">Inclusive, on AtMs.</param>
    /// <param name="toMs">Exclusive.</param>
    /// <param name="limit">1 to 1,000; fewer come only when there are no more.</param>
    /// <param name="token">Of the order after which to go on; null at first.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="FormatException">The token is not one of ours.</exception>
    Task<IReadOnlyList<LoggedOrder>> ListAsync(long fromMs, long toMs, int limit, string? token, CancellationToken cancellationToken);

    /// <summary>Writes down what no script does.</summary>
    /// <exception cref="StoreUnavailableException">Not confirmed: do not do it.</exception>
    Task AddAsync(OperatorOrder order, CancellationToken cancellationToken);
}
