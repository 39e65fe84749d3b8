using Grpc.Core;
using NoticeService.Access;
using NoticeService.Players;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Operators;

/// <summary>
/// Runs the calls that change or export something: each stands in the audit log, also when it is refused. What succeeds is written by
/// whoever does it, before or with the change. Thread-safe.
/// </summary>
internal sealed class AuditedCalls(CallerAccess access, IAuditLog audit, RefusalBudget budget, TimeProvider time, ILogger<AuditedCalls> logger)
{
    private const int MaxReason = 500;
    private const int MaxOperator = 128;
    private const int MaxScope = 500;

    /// <param name="context">The call.</param>
    /// <param name="order">What is asked: kind, scope and reason, and the name that the request gives.</param>
    /// <param name="roles">Any of these does.</param>
    /// <param name="call">Gets the order with who gave it, from where and when.</param>
    /// <exception cref="RpcException">Of the call; UNAUTHENTICATED, PERMISSION_DENIED, or INVALID_ARGUMENT for reason and operator.</exception>
    public async Task<T> RunAsync<T>(ServerCallContext context, OperatorOrder order, OperatorRoles roles, Func<OperatorOrder, Task<T>> call)
    {
        order = order with { AtMs = NowMs(), From = ClientIdentity.AddressOf(context).ToString(), Call = Guid.NewGuid().ToString("N") };
        var named = order with { Operator = "" };
        try
        {
            var caller = await access.OperatorAsync(context, order.Operator);
            named = order with { Operator = caller.Name, Roles = access.HasOperatorKeys ? RoleClaim.Words(caller.Roles) : "" };
            caller.Require(roles);
            RequestFields.RequireText("reason", named.Reason, MaxReason);
            RequestFields.RequireText("operator", named.Operator, MaxOperator);
            return await call(named);
        }
        catch (RpcException refusal) when (refusal.StatusCode is StatusCode.Unauthenticated or StatusCode.PermissionDenied or StatusCode.InvalidArgument or StatusCode.FailedPrecondition)
        {
            await RefusedAsync(named with { Outcome = Outcomes.Of(refusal.StatusCode) });
            throw;
        }
    }

    /// <summary>How something ended that stands in the log as begun. A log that cannot be written is told in the service's own.</summary>
    public async Task EndedAsync(OperatorOrder order)
    {
        try
        {
            // The caller may be gone, and the store's own limits end the call.
            await audit.AddAsync(order with { AtMs = NowMs() }, CancellationToken.None);
        }
        catch (StoreUnavailableException wrong)
        {
            OperatorLog.NotWritten(logger, order.Kind.ToString(), order.Scope, order.Outcome, wrong.Message);
        }
    }

    private async Task RefusedAsync(OperatorOrder order)
    {
        var cut = order with { Operator = Cut(order.Operator, MaxOperator), Scope = Cut(order.Scope, MaxScope), Reason = Cut(order.Reason, MaxReason) };
        if (budget.TryTake(out var first))
        {
            await EndedAsync(cut);
        }
        else if (first)
        {
            OperatorLog.TooManyRefused(logger, cut.Kind.ToString(), cut.Scope, cut.Outcome);
        }
    }

    private long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static string Cut(string text, int limit) => text.Length <= limit ? text : text[..limit];
}
