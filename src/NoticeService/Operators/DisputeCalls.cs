using System.Globalization;
using Grpc.Core;
using NoticeService.Access;
using NoticeService.Domain.Disputes;
using NoticeService.Pipeline.Configuration;
using NoticeService.Pipeline.Disputes;
using NoticeService.Pipeline.Now;
using NoticeService.Pipeline.Ports;
using NoticeService.Protocol.V1;
using Dispute = NoticeService.Domain.Disputes.Dispute;
using Verdict = NoticeService.Domain.Verdicts.Verdict;
using VerdictState = NoticeService.Domain.Verdicts.VerdictState;

namespace NoticeService.Operators;

/// <summary>The calls about disputes. Thread-safe.</summary>
internal sealed class DisputeCalls(INowSource now, IVerdictArchive archive, IDisputeStore store, DisputeDesk desk, AuditedCalls audited, CallerAccess access, ConfigurationFile configuration)
{
    private const int MaxId = 256;

    /// <param name="request">What is disputed, and why.</param>
    /// <param name="context">The call.</param>
    /// <param name="roles">Any of these does; the role <c>isp</c> alone for its own verdicts.</param>
    public async Task<OpenDisputeResponse> OpenAsync(OpenDisputeRequest request, ServerCallContext context, OperatorRoles roles)
    {
        var asked = new OperatorOrder(OrderKind.Dispute, 0, request.Operator, $"verdict:{request.VerdictId}", request.Reason);
        return await audited.RunAsync(context, asked, roles, async order =>
        {
            var filter = VerdictFilter.Of(await access.OperatorAsync(context, roles));
            RequestFields.RequireText("verdict_id", request.VerdictId, MaxId);
            var verdict = await VerdictAsync(request.VerdictId, filter, context.CancellationToken);
            var draft = new Dispute { Id = order.Call, Isp = verdict.Isp!, VerdictId = verdict.Id, Statement = order.Reason, OpenedBy = order.Operator, OpenedMs = order.AtMs };
            order = order with { Scope = $"isp:{draft.Isp} verdict:{draft.VerdictId}" };
            var answer = await StoreCalls.OrUnavailableAsync(desk.OpenAsync(draft, verdict, configuration.Current.Disputes, order, context.CancellationToken));
            return new OpenDisputeResponse { Dispute = DisputeMapping.Dispute(Written(answer)) };
        });
    }

    public async Task<ListDisputesResponse> ListAsync(ListDisputesRequest request, OperatorCaller caller, CancellationToken cancellationToken)
    {
        var isp = caller.ScopeOf(request.Isp);
        var (verdictId, state) = (RequestFields.Filter(request.VerdictId), DisputeMapping.State(request.State));
        var asked = PageRequest.Of(request);
        var all = await StoreCalls.OrUnavailableAsync(store.ListAsync(cancellationToken));
        var (page, next) = asked.Cut(
            all.Disputes.Where(d => (isp is null || d.Isp == isp) && (verdictId is null || d.VerdictId == verdictId) && (state is null || d.State == state)),
            d => string.Create(CultureInfo.InvariantCulture, $"{long.MaxValue - d.OpenedMs:D19}:{d.Id}"));
        var response = new ListDisputesResponse { NextPageToken = next };
        response.Disputes.AddRange(page.Select(DisputeMapping.Dispute));
        return response;
    }

    public Task<ResolveDisputeResponse> ResolveAsync(ResolveDisputeRequest request, ServerCallContext context, OperatorRoles roles)
    {
        var asked = new OperatorOrder(OrderKind.Resolve, 0, request.Operator, $"dispute:{request.DisputeId} {request.Outcome.ToString().ToLowerInvariant()}", request.Reason);
        return audited.RunAsync(context, asked, roles, async order =>
        {
            RequestFields.RequireText("dispute_id", request.DisputeId, MaxId);
            var outcome = DisputeMapping.Outcome(request.Outcome);
            var answer = await StoreCalls.OrUnavailableAsync(desk.ResolveAsync(request.DisputeId, outcome, order, context.CancellationToken));
            return new ResolveDisputeResponse { Dispute = DisputeMapping.Dispute(Written(answer)) };
        });
    }

    /// <summary>Those about a verdict, oldest first.</summary>
    /// <exception cref="RpcException">UNAVAILABLE.</exception>
    public async Task<IEnumerable<Protocol.V1.Dispute>> OfVerdictAsync(string verdictId, CancellationToken cancellationToken)
    {
        var all = await StoreCalls.OrUnavailableAsync(store.ListAsync(cancellationToken));
        return all.Disputes.Where(d => d.VerdictId == verdictId).OrderBy(d => d.OpenedMs).ThenBy(d => d.Id, StringComparer.Ordinal).Select(DisputeMapping.Dispute);
    }

    // Another ISP's verdict is not there, as in GetVerdict.
    private async Task<Verdict> VerdictAsync(string id, VerdictFilter filter, CancellationToken cancellationToken)
    {
        var verdict = now.Current.Feed.Verdicts.FirstOrDefault(v => v.Id == id) ?? await StoreCalls.OrUnavailableAsync(archive.FindAsync(id, cancellationToken));
        return verdict switch
        {
            null => throw NoVerdict(),
            _ when !filter.Matches(verdict) => throw NoVerdict(),
            _ when verdict.Isp is null || !PauseRule.Names(verdict.Culprit) => throw InvalidArgument.Of("verdict_id", "is of a verdict that names no ISP."),
            { State: VerdictState.Retracted } => throw new RpcException(new Status(StatusCode.FailedPrecondition, "The verdict was retracted: there is nothing to dispute.")),
            _ => verdict,
        };

        static RpcException NoVerdict() => new(new Status(StatusCode.NotFound, "There is no such verdict."));
    }

    private static Dispute Written(DisputeAnswer answer) => answer.Fault switch
    {
        DisputeFault.None => answer.Dispute!,
        DisputeFault.SameIsOpen => throw new RpcException(new Status(StatusCode.AlreadyExists, $"Dispute {answer.Dispute!.Id} about this verdict is open.")),
        DisputeFault.TooManyOpen => throw new RpcException(new Status(StatusCode.ResourceExhausted, "The ISP has as many disputes open as disputes.max_open lets it.")),
        DisputeFault.IsResolved => throw new RpcException(new Status(StatusCode.FailedPrecondition, $"The dispute was resolved before: {answer.Dispute!.State.ToString().ToLowerInvariant()}.")),
        _ => throw new RpcException(new Status(StatusCode.NotFound, "There is no such dispute.")),
    };
}
