namespace Grpc.Core;

/// <summary>Connections to one server.</summary>
public abstract class ChannelBase(string target)
{
    /// <summary>The authority it connects to.</summary>
    public string Target { get; } = target ?? throw new ArgumentNullException(nameof(target));

    /// <summary>Starts calls on this channel.</summary>
    public abstract CallInvoker CreateCallInvoker();

    /// <summary>Ends every call and closes the connections.</summary>
    public Task ShutdownAsync() => ShutdownAsyncCore();

    /// <summary>The implementation of <see cref="ShutdownAsync"/>; does nothing unless overridden.</summary>
    protected virtual Task ShutdownAsyncCore() => Task.CompletedTask;
}
