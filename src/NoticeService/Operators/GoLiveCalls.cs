using Grpc.Core;
using NoticeService.Access;
using NoticeService.Domain.Admission;
using NoticeService.Pipeline.Admission;
using NoticeService.Pipeline.Ports;
using NoticeService.Protocol.V1;

namespace NoticeService.Operators;

/// <summary>The calls about the go-live gate. Thread-safe.</summary>
internal sealed class GoLiveCalls(GoLiveGate gate, IAdmissionStore store, AuditedCalls audited)
{
    private const string Scope = "golive";

    public GetGoLiveResponse Get() => new() { GoLive = GoLiveMapping.GoLive(gate.Current) };

    public Task<SubmitCalibrationResponse> SubmitAsync(SubmitCalibrationRequest request, ServerCallContext context, OperatorRoles roles)
    {
        var calibration = request.Calibration is null ? null : GoLiveMapping.Calibration(request.Calibration);
        var asked = new OperatorOrder(OrderKind.Calibrate, 0, request.Operator, Scope, calibration?.InWords() ?? "no calibration");
        return audited.RunAsync(context, asked, roles, async order =>
        {
            Check(calibration ?? throw InvalidArgument.Of("calibration", "is missing."));
            return new SubmitCalibrationResponse { Epoch = await TakeAsync(order, GoLiveBasis.Calibration, calibration, context.CancellationToken) };
        });
    }

    public Task<OverrideGoLiveResponse> OverrideAsync(OverrideGoLiveRequest request, ServerCallContext context, OperatorRoles roles) => audited.RunAsync(
        context,
        new OperatorOrder(OrderKind.Override, 0, request.Operator, Scope, request.Reason),
        roles,
        async order => new OverrideGoLiveResponse { Epoch = await TakeAsync(order, GoLiveBasis.Override, null, context.CancellationToken) });

    public Task<RevokeGoLiveResponse> RevokeAsync(RevokeGoLiveRequest request, ServerCallContext context, OperatorRoles roles) => audited.RunAsync(
        context,
        new OperatorOrder(OrderKind.Revoke, 0, request.Operator, Scope, request.Reason),
        roles,
        async order => new RevokeGoLiveResponse { Epoch = await TakeAsync(order, GoLiveBasis.Revocation, null, context.CancellationToken) });

    private void Check(Domain.Admission.Calibration calibration)
    {
        if (calibration.FindMistake() is var (field, what))
        {
            throw InvalidArgument.Of($"calibration.{field}", what);
        }

        if (gate.Rule.FindObstacle(calibration) is { } obstacle)
        {
            throw new RpcException(new Status(StatusCode.FailedPrecondition, $"The calibration is not accepted. {obstacle}"));
        }
    }

    private Task<long> TakeAsync(OperatorOrder order, GoLiveBasis basis, Domain.Admission.Calibration? calibration, CancellationToken cancellationToken) =>
        StoreCalls.OrUnavailableAsync(store.OrderGoLiveAsync(order, new GoLiveOrder(basis, order.Operator, order.Reason, order.AtMs, calibration), cancellationToken));
}
