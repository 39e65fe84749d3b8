using Grpc.Core;
using NoticeService.Access;
using NoticeService.Domain.Households;
using NoticeService.Pipeline.Queries;
using NoticeService.Protocol.V1;

namespace NoticeService.Operators;

/// <summary>What operators ask of the ledger and of the audit log, as queries.</summary>
internal static class QueryMapping
{
    /// <exception cref="RpcException">INVALID_ARGUMENT naming the field; PERMISSION_DENIED for a person asked for without the role.</exception>
    public static LedgerQuery Query(ListNoticesRequest request, OperatorCaller caller, HouseholdKey key)
    {
        var (fromMs, toMs) = RequestFields.Times(request.FromMs, request.ToMs);
        return new()
        {
            Isp = RequestFields.Filter(request.Isp),
            Cohort = RequestFields.Filter(request.Cohort),
            Culprit = RequestFields.Culprit(request.Culprit),
            VerdictId = RequestFields.Filter(request.VerdictId),
            Household = HouseholdOf(request, caller, key),
            FromMs = fromMs,
            ToMs = toMs,
        };
    }

    /// <exception cref="RpcException">INVALID_ARGUMENT naming the field.</exception>
    public static LedgerQuery Query(ExportRecipientsRequest request)
    {
        var (fromMs, toMs) = RequestFields.Times(request.FromMs, request.ToMs);
        return new()
        {
            Isp = RequestFields.Filter(request.Isp),
            Cohort = RequestFields.Filter(request.Cohort),
            Culprit = RequestFields.Culprit(request.Culprit),
            VerdictId = RequestFields.Filter(request.VerdictId),
            FromMs = fromMs,
            ToMs = toMs,
            Withheld = request.IncludeWithheld,
        };
    }

    /// <exception cref="RpcException">INVALID_ARGUMENT naming the field.</exception>
    public static AuditQuery Query(ListAuditEntriesRequest request)
    {
        var (fromMs, toMs) = RequestFields.Times(request.FromMs, request.ToMs);
        return new()
        {
            Operator = RequestFields.Filter(request.Operator),
            Kind = OperatorMapping.Action(request.Action),
            Outcome = RequestFields.Filter(request.Outcome),
            FromMs = fromMs,
            ToMs = toMs,
        };
    }

    private static HouseholdId? HouseholdOf(ListNoticesRequest request, OperatorCaller caller, HouseholdKey key)
    {
        if (request.User.Length == 0 && request.UserId.Length == 0)
        {
            return null;
        }

        if (!caller.SeesRecipients)
        {
            throw new RpcException(new Status(StatusCode.PermissionDenied, "Who was told what is for the role legal only."));
        }

        if (request.UserId.Length > 0)
        {
            return request.User.Length == 0 ? key.Pseudonym(request.UserId) : throw InvalidArgument.Of("user_id", "must be empty when user is given.");
        }

        return HouseholdId.TryParse(request.User, out var household) ? household : throw InvalidArgument.Of("user", "is not a pseudonym, which has 32 hex digits.");
    }
}
