using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.Queries;

/// <summary>Which orders; null is all.</summary>
public sealed record AuditQuery
{
    public string? Operator { get; init; }

    public OrderKind? Kind { get; init; }

    /// <summary>As in <see cref="OperatorOrder"/>.</summary>
    public string? Outcome { get; init; }

    /// <summary>Inclusive, ms.</summary>
    public long FromMs { get; init; }

    /// <summary>Exclusive.</summary>
    public long ToMs { get; init; } = long.MaxValue;

    public bool Matches(OperatorOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return order.AtMs >= FromMs
            && order.AtMs < ToMs
            && (Operator is null || order.Operator == Operator)
            && (Kind is null || order.Kind == Kind)
            && (Outcome is null || order.Outcome == Outcome);
    }
}
