namespace Grpc.Core;

/// <summary>The outcome of a call: a code, a sentence for the caller and, on the client only, what caused it.</summary>
public struct Status
{
    /// <summary>OK, with no detail.</summary>
    public static readonly Status DefaultSuccess = new(StatusCode.OK, "");

    /// <summary>Cancelled, with no detail.</summary>
    public static readonly Status DefaultCancelled = new(StatusCode.Cancelled, "");

    /// <summary>A status with a sentence for the caller.</summary>
    public Status(StatusCode statusCode, string detail)
        : this(statusCode, detail, null)
    {
    }

    /// <summary>A status whose cause is kept for debugging; the cause never goes over the wire.</summary>
    public Status(StatusCode statusCode, string detail, Exception? debugException)
    {
        StatusCode = statusCode;
        Detail = detail;
        DebugException = debugException;
    }

    /// <summary>The code.</summary>
    public StatusCode StatusCode { get; }

    /// <summary>A sentence for the caller; may be empty.</summary>
    public string Detail { get; }

    /// <summary>What caused the status on this side, if known.</summary>
    public Exception? DebugException { get; }

    /// <summary>The code, the detail and the type and message of the cause.</summary>
    public override readonly string ToString() => DebugException is null
        ? $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\")"
        : $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\", DebugException=\"{DebugException.GetType()}: {DebugException.Message}\")";
}
