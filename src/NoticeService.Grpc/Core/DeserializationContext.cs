using System.Buffers;

namespace Grpc.Core;

/// <summary>Gives the bytes of one message. Valid only while the deserializer runs.</summary>
public abstract class DeserializationContext
{
    /// <summary>The size of the message, in bytes.</summary>
    public abstract int PayloadLength { get; }

    /// <summary>The message, copied into an array of its own.</summary>
    public virtual byte[] PayloadAsNewBuffer() => PayloadAsReadOnlySequence().ToArray();

    /// <summary>The message where it lies; not to be kept.</summary>
    public virtual ReadOnlySequence<byte> PayloadAsReadOnlySequence() =>
        throw new NotSupportedException($"{GetType().Name} does not offer this way of reading.");
}
