using System.Net;
using Grpc.Core;
using NoticeService.Domain.Households;
using NoticeService.Domain.Networks;
using NoticeService.Pipeline.Recording;
using NoticeService.Pipeline.Sessions;
using NoticeService.Protocol.V1;

namespace NoticeService.Players;

/// <summary>Who a player is, from what it says and from its address; the ISP is never taken from its word.</summary>
internal static class ClientIdentity
{
    /// <param name="start">Checked.</param>
    /// <param name="address">As the connection or a trusted proxy gave it.</param>
    /// <param name="network">Tables in force.</param>
    /// <param name="key">For the pseudonym of the address block.</param>
    /// <param name="names">What many sessions say alike.</param>
    /// <param name="kind">By which method.</param>
    /// <param name="nowMs">Receive time: owners of addresses change.</param>
    /// <param name="isRecorded">Whether telemetry is recorded, which needs an address.</param>
    public static SessionIdentity Of(SessionStart start, IPAddress address, NetworkTable network, HouseholdKey key, SharedNames names, SessionKind kind, long nowMs, bool isRecorded) => new(
        start.SessionId,
        names.Share(start.Player),
        names.Share(start.Language),
        start.CanShowNotices,
        network.Resolve(address, nowMs)?.Id,
        key.Digest(AddressBlock.Of(address).ToString()),
        kind)
    {
        RecordedAddress = isRecorded ? RecordedAddress.Of(address, network, nowMs) : null,
    };

    public static IPAddress AddressOf(ServerCallContext context) =>
        context.GetHttpContext().Connection.RemoteIpAddress ?? IPAddress.None;
}
