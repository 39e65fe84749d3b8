using System.Buffers;

namespace Grpc.Core;

/// <summary>
/// Takes the bytes of one message: either <see cref="Complete(byte[])"/>, or <see cref="SetPayloadLength"/> (optional,
/// and faster), <see cref="GetBufferWriter"/>, <see cref="Complete()"/>. Valid only while the serializer runs.
/// </summary>
public abstract class SerializationContext
{
    /// <summary>Takes the whole message.</summary>
    public virtual void Complete(byte[] payload) => throw NotOffered();

    /// <summary>Where to write the message.</summary>
    public virtual IBufferWriter<byte> GetBufferWriter() => throw NotOffered();

    /// <summary>Announces the exact size, in bytes, before anything is written.</summary>
    public virtual void SetPayloadLength(int payloadLength)
    {
    }

    /// <summary>Ends the message written to <see cref="GetBufferWriter"/>.</summary>
    public virtual void Complete() => throw NotOffered();

    private NotSupportedException NotOffered() => new($"{GetType().Name} does not offer this way of writing.");
}
