using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <summary>How a call ended; set once.</summary>
internal sealed record CallOutcome(Status Status, Metadata Trailers)
{
    public bool IsOk => Status.StatusCode == StatusCode.OK;

    public RpcException ToException() => new(Status, Trailers);
}
