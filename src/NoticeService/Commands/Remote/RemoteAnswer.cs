using System.Globalization;
using Grpc.Core;

namespace NoticeService.Commands.Remote;

/// <summary>A status that is not OK, for people and for scripts.</summary>
internal static class RemoteAnswer
{
    public static int ExitCodeOf(StatusCode code) => code switch
    {
        StatusCode.InvalidArgument or StatusCode.OutOfRange or StatusCode.FailedPrecondition => ExitCodes.Usage,
        StatusCode.Unavailable or StatusCode.DeadlineExceeded => ExitCodes.Unreachable,
        StatusCode.Unauthenticated or StatusCode.PermissionDenied => ExitCodes.Refused,
        StatusCode.NotFound => ExitCodes.NotFound,
        _ => ExitCodes.Failed,
    };

    public static string InWords(RpcException answer, RemoteService service) => answer.StatusCode switch
    {
        // The service's own sentence names the field; what the transport says needs to be told from it.
        StatusCode.Unavailable when answer.Status.DebugException is { } fault => $"{service.Address} cannot be reached: {Innermost(fault)}",
        StatusCode.DeadlineExceeded => string.Create(CultureInfo.InvariantCulture, $"{service.Address} did not answer within {service.Timeout.TotalSeconds:0} s."),
        StatusCode.Unimplemented => $"{service.Address} has no such call: {answer.Status.Detail}",
        _ when answer.Status.Detail.Length > 0 => PlainText.Of(answer.Status.Detail),
        var code => $"{service.Address} answered {code}.",
    };

    private static string Innermost(Exception fault)
    {
        while (fault.InnerException is { } inner)
        {
            fault = inner;
        }

        return fault.Message;
    }
}
