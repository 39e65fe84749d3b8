using NoticeService.Domain.Disputes;
using V1 = NoticeService.Protocol.V1;

namespace NoticeService.Operators;

/// <summary>Between the domain's disputes and their messages.</summary>
internal static class DisputeMapping
{
    public static V1.Dispute Dispute(Dispute dispute) => new()
    {
        DisputeId = dispute.Id,
        Isp = dispute.Isp,
        VerdictId = dispute.VerdictId,
        State = dispute.State switch
        {
            DisputeState.Open => V1.DisputeState.Open,
            DisputeState.Upheld => V1.DisputeState.Upheld,
            _ => V1.DisputeState.Rejected,
        },
        Statement = dispute.Statement,
        OpenedBy = dispute.OpenedBy,
        OpenedMs = dispute.OpenedMs,
        Pause = dispute.PauseScope ?? "",
        PausedUntilMs = dispute.PauseUntilMs,
        NoPause = dispute.NoPause switch
        {
            NoPause.None => V1.NoPause.Unspecified,
            NoPause.Off => V1.NoPause.Off,
            NoPause.Nothing => V1.NoPause.Nothing,
            NoPause.Paused => V1.NoPause.Paused,
            NoPause.Rejected => V1.NoPause.Rejected,
            _ => V1.NoPause.Spent,
        },
        ResolvedBy = dispute.ResolvedBy ?? "",
        ResolvedMs = dispute.ResolvedMs ?? 0,
        Resolution = dispute.Resolution ?? "",
    };

    /// <summary>Null is all.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: there is no such state.</exception>
    public static DisputeState? State(V1.DisputeState state) => state switch
    {
        V1.DisputeState.Unspecified => null,
        V1.DisputeState.Open => DisputeState.Open,
        V1.DisputeState.Upheld => DisputeState.Upheld,
        V1.DisputeState.Rejected => DisputeState.Rejected,
        _ => throw InvalidArgument.Of("state", "is none of those that there are."),
    };

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: it resolves nothing.</exception>
    public static DisputeState Outcome(V1.DisputeState outcome) => outcome switch
    {
        V1.DisputeState.Upheld => DisputeState.Upheld,
        V1.DisputeState.Rejected => DisputeState.Rejected,
        _ => throw InvalidArgument.Of("outcome", "must be UPHELD or REJECTED."),
    };
}
