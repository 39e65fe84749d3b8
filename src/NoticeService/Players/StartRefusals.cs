using System.Globalization;
using Grpc.Core;
using NoticeService.Pipeline.Sessions;

namespace NoticeService.Players;

/// <summary>How refusals read on the wire: one table.</summary>
internal static class StartRefusals
{
    /// <summary>Trailer with the time after which to try again, ms.</summary>
    public const string RetryAfterMs = "retry-after-ms";

    public static RpcException ToException(this StartRefusal refusal) => refusal switch
    {
        StartRefusal.NotStarted => Make(StatusCode.FailedPrecondition, "The first message must be start, a SessionStart."),
        StartRefusal.IdTaken => Make(StatusCode.AlreadyExists, "start.session_id: is in use by another user."),
        StartRefusal.Full => Make(StatusCode.ResourceExhausted, "This server holds as many sessions as it may.", retryAfterMs: 5_000),
        StartRefusal.HouseholdFull => Make(StatusCode.ResourceExhausted, "start.user_id: has as many sessions here as one user may.", retryAfterMs: 5_000),
        StartRefusal.Draining => Make(StatusCode.Unavailable, "This server is going away: connect again.", retryAfterMs: 1_000),
        StartRefusal.Unauthenticated => Make(StatusCode.Unauthenticated, "A player's token is needed: signed by a key in force, not expired, for this service, and its subject the user."),
        StartRefusal.OtherUser => Make(StatusCode.PermissionDenied, "start.user_id: is not the subject of the token."),
        _ => Make(StatusCode.Internal, "The session did not begin."),
    };

    /// <param name="mistake">Names the field.</param>
    public static RpcException BadStart(string mistake) => Make(StatusCode.InvalidArgument, mistake);

    public static RpcException Replaced() => Make(StatusCode.AlreadyExists, "start.session_id: a newer stream of the same session took over.");

    /// <param name="after">For how long nothing came.</param>
    public static RpcException Idle(TimeSpan after) => Make(
        StatusCode.Aborted,
        string.Create(CultureInfo.InvariantCulture, $"Nothing was received for {after.TotalSeconds:0} s: start the session again when there is something to report."));

    private static RpcException Make(StatusCode code, string detail, int retryAfterMs = 0) => new(
        new Status(code, detail),
        retryAfterMs == 0 ? [] : new Metadata { { RetryAfterMs, retryAfterMs.ToString(CultureInfo.InvariantCulture) } });
}
