using Grpc.Core;

namespace Grpc.Framing;

/// <summary>The failures of the protocol itself, with the sentences that the peer reads.</summary>
internal static class CallErrors
{
    public static RpcException Create(StatusCode code, string detail, Exception? cause = null) => new(new Status(code, detail, cause));

    public static RpcException TooLargeToReceive() => Create(StatusCode.ResourceExhausted, "Received message exceeds the maximum configured message size.");

    public static RpcException TooLargeToSend() => Create(StatusCode.ResourceExhausted, "Sending message exceeds the maximum configured message size.");

    public static RpcException BadFlag() => Create(StatusCode.Internal, "Unexpected compressed flag value in message header.");

    public static RpcException Truncated() => Create(StatusCode.Internal, "Incomplete message.");

    public static RpcException NoMessage() => Create(StatusCode.Internal, "The stream ended without a message.");

    public static RpcException MoreThanOneMessage() => Create(StatusCode.Internal, "Additional data after the message received.");

    public static RpcException CompressedWithoutEncoding() => Create(StatusCode.Internal, "A message is marked as compressed, but no grpc-encoding was named.");

    public static RpcException NotParsed(Exception cause) => Create(StatusCode.Internal, "The message could not be deserialized.", cause);
}
