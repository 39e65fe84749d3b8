namespace NoticeService.Pipeline.Ports;

/// <summary>What an operator ordered.</summary>
public enum OrderKind : byte
{
    Suspend,
    Resume,

    /// <summary>Took a list of recipients; the scope says of which.</summary>
    Export,
}

/// <summary>Who ordered what, when and why.</summary>
/// <param name="AtMs">On the clock of the pod that was asked, ms since the Unix epoch.</param>
/// <param name="Scope">As in <see cref="Suspension"/>.</param>
public sealed record OperatorOrder(OrderKind Kind, long AtMs, string Operator, string Scope, string Reason);

/// <summary>The durable list of operators' orders; <see cref="IAdmissionStore"/> writes it with each order of its own. Thread-safe.</summary>
public interface IAuditLog
{
    /// <summary>Orders that are read, at most; all are kept.</summary>
    public const int MaxRead = 10_000;

    /// <summary>The newest orders, the newest first. An order repeated with the same time, name and reason is there once.</summary>
    Task<IReadOnlyList<OperatorOrder>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Writes down what no script does.</summary>
    /// <exception cref="StoreUnavailableException">Not confirmed: do not do it.</exception>
    Task AddAsync(OperatorOrder order, CancellationToken cancellationToken);
}
