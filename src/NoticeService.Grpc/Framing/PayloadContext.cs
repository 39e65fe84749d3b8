using System.Buffers;
using Grpc.Core;

namespace Grpc.Framing;

/// <summary>
/// Hands a payload to a deserializer where it lies. Deserializers are synchronous, so one context per thread serves
/// every call, and a call at rest holds none.
/// </summary>
internal sealed class PayloadContext : DeserializationContext
{
    [ThreadStatic]
    private static PayloadContext? t_spare;

    private ReadOnlySequence<byte> _payload;

    public override int PayloadLength => (int)_payload.Length;

    public override byte[] PayloadAsNewBuffer() => _payload.ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => _payload;

    public static T Deserialize<T>(Marshaller<T> marshaller, in ReadOnlySequence<byte> payload)
    {
        // Taken, not borrowed: a deserializer that deserializes within itself gets another.
        var context = t_spare ?? new PayloadContext();
        t_spare = null;
        context._payload = payload;
        try
        {
            return marshaller.ContextualDeserializer(context);
        }
        finally
        {
            context._payload = default;
            t_spare = context;
        }
    }
}
