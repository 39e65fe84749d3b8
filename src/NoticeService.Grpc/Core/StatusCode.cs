namespace Grpc.Core;

/// <summary>The outcome of a call, as numbered on the wire in <c>grpc-status</c>.</summary>
public enum StatusCode
{
    /// <summary>Success.</summary>
    OK = 0,
    /// <summary>The caller cancelled the call.</summary>
    Cancelled = 1,
    /// <summary>An error of no known kind, such as an exception that the handler did not catch.</summary>
    Unknown = 2,
    /// <summary>The request is wrong whatever the state of the server.</summary>
    InvalidArgument = 3,
    /// <summary>The deadline passed before the call ended.</summary>
    DeadlineExceeded = 4,
    /// <summary>The thing asked for does not exist.</summary>
    NotFound = 5,
    /// <summary>The thing to create exists already.</summary>
    AlreadyExists = 6,
    /// <summary>The caller is known and may not do this.</summary>
    PermissionDenied = 7,
    /// <summary>A quota or a size limit was reached.</summary>
    ResourceExhausted = 8,
    /// <summary>The server is not in the state that the call needs; do not retry until it is.</summary>
    FailedPrecondition = 9,
    /// <summary>Concurrent changes collided; retry the whole transaction.</summary>
    Aborted = 10,
    /// <summary>Past the valid range.</summary>
    OutOfRange = 11,
    /// <summary>The server has no such service, method or encoding.</summary>
    Unimplemented = 12,
    /// <summary>An invariant of the protocol or of the server is broken.</summary>
    Internal = 13,
    /// <summary>The server cannot be reached now; retry with backoff.</summary>
    Unavailable = 14,
    /// <summary>Data is lost or corrupt for good.</summary>
    DataLoss = 15,
    /// <summary>The caller is not known: no valid credentials.</summary>
    Unauthenticated = 16,
}
