using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using NoticeService.Access;
using NoticeService.Domain.Households;
using NoticeService.Pipeline.Queries;
using NoticeService.Protocol.V1;
using Verdicts = NoticeService.Domain.Verdicts;

namespace NoticeService.Operators;

/// <summary>What operators ask of the ledger, as a query; and page tokens that are good for the query that they came from only (AIP-158).</summary>
internal static class QueryMapping
{
    private const int MarkLength = 16;

    /// <exception cref="RpcException">INVALID_ARGUMENT naming the field; PERMISSION_DENIED for a person asked for without the role.</exception>
    public static LedgerQuery Query(ListNoticesRequest request, OperatorCaller caller, HouseholdKey key) => new()
    {
        Isp = OrNull(request.Isp),
        Cohort = OrNull(request.Cohort),
        Culprit = CulpritOf(request.Culprit),
        Household = HouseholdOf(request, caller, key),
        FromMs = CheckTimes(request.FromMs, request.ToMs),
        ToMs = request.ToMs == 0 ? long.MaxValue : request.ToMs,
    };

    /// <exception cref="RpcException">INVALID_ARGUMENT naming the field.</exception>
    public static LedgerQuery Query(ExportRecipientsRequest request) => new()
    {
        Isp = OrNull(request.Isp),
        Cohort = OrNull(request.Cohort),
        Culprit = CulpritOf(request.Culprit),
        FromMs = CheckTimes(request.FromMs, request.ToMs),
        ToMs = request.ToMs == 0 ? long.MaxValue : request.ToMs,
        Withheld = request.IncludeWithheld,
    };

    /// <summary>The token as callers get it.</summary>
    public static string Seal(LedgerQuery query, string? token) => token is null ? "" : Mark(query) + token;

    /// <exception cref="RpcException">INVALID_ARGUMENT: it is not ours, or of another query.</exception>
    public static string? Open(LedgerQuery query, string token)
    {
        if (token.Length == 0)
        {
            return null;
        }

        return token.StartsWith(Mark(query), StringComparison.Ordinal)
            ? token[MarkLength..]
            : throw Invalid("page_token: is not one that this service gave for this query: all other fields but page_size must be as they were.");
    }

    private static string Mark(LedgerQuery query) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{query}"))))[..MarkLength];

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
            return request.User.Length == 0 ? key.Pseudonym(request.UserId) : throw Invalid("user_id: must be empty when user is given.");
        }

        return HouseholdId.TryParse(request.User, out var household) ? household : throw Invalid("user: is not a pseudonym, which has 32 hex digits.");
    }

    private static long CheckTimes(long fromMs, long toMs) =>
        fromMs >= 0 && (toMs == 0 || toMs >= fromMs) ? fromMs : throw Invalid("from_ms: must be 0 or more, and not later than to_ms.");

    private static Verdicts.Culprit? CulpritOf(Culprit culprit) => culprit switch
    {
        Culprit.Unspecified => null,
        Culprit.Isp => Verdicts.Culprit.Isp,
        Culprit.Path => Verdicts.Culprit.Path,
        Culprit.Interconnect => Verdicts.Culprit.Interconnect,
        Culprit.Service => Verdicts.Culprit.Service,
        Culprit.Home => Verdicts.Culprit.Home,
        Culprit.Undetermined => Verdicts.Culprit.Undetermined,
        _ => throw Invalid("culprit: is none of those that there are."),
    };

    private static string? OrNull(string text) => text.Length == 0 ? null : text;

    private static RpcException Invalid(string what) => new(new Status(StatusCode.InvalidArgument, what));
}
