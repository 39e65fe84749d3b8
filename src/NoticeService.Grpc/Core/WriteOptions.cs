namespace Grpc.Core;

/// <summary>How one message is to be written.</summary>
[Flags]
public enum WriteFlags
{
    /// <summary>More follows soon: the message may wait in the buffer for it.</summary>
    BufferHint = 1,
    /// <summary>Not compressed, even if the call is.</summary>
    NoCompress = 2,
}

/// <summary>How messages are to be written; immutable.</summary>
public class WriteOptions(WriteFlags flags = default)
{
    /// <summary>No flags.</summary>
    public static readonly WriteOptions Default = new();

    /// <summary>The flags.</summary>
    public WriteFlags Flags { get; } = flags;
}
