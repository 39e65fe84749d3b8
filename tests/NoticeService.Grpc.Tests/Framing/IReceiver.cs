using System.Buffers;
using Grpc.Core;

namespace NoticeService.Grpc.Tests.Framing;

/// <summary>What came of a stream of bytes.</summary>
internal sealed record Received(IReadOnlyList<byte[]> Messages, StatusCode Status);

/// <summary>One side's reader, fed by hand: it gets a fragment only when it asks for more than it has.</summary>
internal interface IReceiver
{
    Task<Received> ReceiveAsync(IReadOnlyList<ReadOnlyMemory<byte>> fragments, string? encoding);
}

/// <summary>What the receivers share.</summary>
internal static class Receivers
{
    /// <summary>The largest message that they take.</summary>
    public const int Limit = 1000;

    public static readonly Marshaller<byte[]> Bytes = Marshallers.Create<byte[]>(
        (message, context) => context.Complete(message),
        context => context.PayloadAsReadOnlySequence().ToArray());

    public static readonly Method<byte[], byte[]> ClientStream = new(MethodType.ClientStreaming, "test", "In", Bytes, Bytes);
    public static readonly Method<byte[], byte[]> ServerStream = new(MethodType.ServerStreaming, "test", "Out", Bytes, Bytes);

    public static IReceiver Of(string side) => side == "server" ? new ServerReceiver() : new ClientReceiver();
}
