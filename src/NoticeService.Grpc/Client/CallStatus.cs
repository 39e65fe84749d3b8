using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Framing;

namespace Grpc.Net.Client.Internal;

/// <summary>From what the transport tells to the status of the call.</summary>
internal static class CallStatus
{
    /// <summary>The status in the trailers, or in the headers of an answer without a body; null if there is none.</summary>
    public static Status? In(HttpHeaders source)
    {
        if (!source.TryGetValues(Headers.Status, out var codes))
        {
            return null;
        }

        var known = int.TryParse(codes.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code <= (int)StatusCode.Unauthenticated;
        var detail = source.TryGetValues(Headers.Message, out var texts) ? PercentCoding.Decode(texts.First()) : "";
        return new Status(known ? (StatusCode)code : StatusCode.Unknown, detail);
    }

    /// <summary>The mapping of the gRPC specification for answers that are not gRPC.</summary>
    public static Status Of(HttpStatusCode code)
    {
        var mapped = (int)code switch
        {
            400 or 431 => StatusCode.Internal,
            401 => StatusCode.Unauthenticated,
            403 => StatusCode.PermissionDenied,
            404 => StatusCode.Unimplemented,
            429 or 502 or 503 or 504 => StatusCode.Unavailable,
            _ => StatusCode.Unknown,
        };
        return new Status(mapped, $"The server answered HTTP {(int)code} instead of gRPC.");
    }

    /// <summary>Of a failure that neither the deadline nor the caller caused.</summary>
    public static Status Of(Exception exception) => exception switch
    {
        RpcException known => known.Status,
        _ when ProtocolFault(exception) is { } fault => IsReset(fault)
            ? new Status(OfReset(fault.ErrorCode), "The server reset the stream.", exception)
            : new Status(StatusCode.Unavailable, $"The connection broke: {fault.Message}", exception),
        _ when ExceedsLimit(exception) =>
            new Status(StatusCode.ResourceExhausted, "The response headers exceed the limit of the client's handler.", exception),
        HttpRequestException => new Status(StatusCode.Unavailable, $"The server cannot be reached: {exception.Message}", exception),
        IOException => new Status(StatusCode.Unavailable, "The connection broke.", exception),
        OperationCanceledException => new Status(StatusCode.Cancelled, "The call was cancelled.", exception),
        _ => new Status(StatusCode.Internal, "The call failed.", exception),
    };

    private static bool ExceedsLimit(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded }
                or HttpIOException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>HTTP/2 error codes (RFC 9113 section 7) as the gRPC specification maps them.</summary>
    private static StatusCode OfReset(long errorCode) => errorCode switch
    {
        7 => StatusCode.Unavailable,
        8 => StatusCode.Cancelled,
        11 => StatusCode.ResourceExhausted,
        12 => StatusCode.PermissionDenied,
        _ => StatusCode.Internal,
    };

    // A connection that is given up, as when a ping is not answered, has an error code too, but not one that the server chose for this
    // call. Only the runtime's text tells the two apart.
    private static bool IsReset(HttpProtocolException fault) => fault.Message.Contains("reset the stream", StringComparison.Ordinal);

    private static HttpProtocolException? ProtocolFault(Exception? exception)
    {
        while (exception is not null and not HttpProtocolException)
        {
            exception = exception.InnerException;
        }

        return (HttpProtocolException?)exception;
    }
}
