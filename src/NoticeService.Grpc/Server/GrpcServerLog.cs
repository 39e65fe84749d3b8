using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>What the host logs of the calls it serves.</summary>
internal static partial class GrpcServerLog
{
    [LoggerMessage(1, LogLevel.Error, "The handler of {Method} threw an exception.", EventName = "HandlerFailed")]
    public static partial void HandlerFailed(ILogger logger, string method, Exception exception);

    [LoggerMessage(2, LogLevel.Debug, "{Method} ended with {StatusCode}: {Detail}", EventName = "CallFailed")]
    public static partial void CallFailed(ILogger logger, string method, StatusCode statusCode, string detail, Exception exception);

    [LoggerMessage(3, LogLevel.Debug, "{Method} was cancelled by its caller.", EventName = "CallCancelled")]
    public static partial void CallCancelled(ILogger logger, string method, Exception exception);

    [LoggerMessage(4, LogLevel.Debug, "The deadline of {Method} passed.", EventName = "DeadlineExceeded")]
    public static partial void DeadlineExceeded(ILogger logger, string method);

    [LoggerMessage(5, LogLevel.Error, "Code that listened for the cancellation of {Method} threw an exception.", EventName = "CancellationCallbackFailed")]
    public static partial void CancellationCallbackFailed(ILogger logger, string method, Exception exception);

    [LoggerMessage(6, LogLevel.Debug, "A request to {Path} was refused with HTTP status {HttpStatus}: {Detail}", EventName = "RequestRefused")]
    public static partial void RequestRefused(ILogger logger, string path, int httpStatus, string detail);

    [LoggerMessage(7, LogLevel.Debug, "The response of {Method} could not be completed at its deadline.", EventName = "DeadlineResponseFailed")]
    public static partial void DeadlineResponseFailed(ILogger logger, string method, Exception exception);

    [LoggerMessage(8, LogLevel.Error, "The trailers of {Method} could not be sent.", EventName = "TrailersFailed")]
    public static partial void TrailersFailed(ILogger logger, string method, Exception exception);
}
