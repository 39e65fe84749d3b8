namespace Grpc.Core;

/// <summary>Ties one call to another. This host makes none: pass the deadline and the cancellation token instead.</summary>
public abstract class ContextPropagationToken
{
    internal ContextPropagationToken()
    {
    }
}

/// <summary>What a propagation token is to carry.</summary>
public class ContextPropagationOptions(bool propagateDeadline = true, bool propagateCancellation = true)
{
    /// <summary>Both the deadline and the cancellation.</summary>
    public static readonly ContextPropagationOptions Default = new();

    /// <summary>True if the deadline is carried.</summary>
    public bool IsPropagateDeadline { get; } = propagateDeadline;

    /// <summary>True if the cancellation is carried.</summary>
    public bool IsPropagateCancellation { get; } = propagateCancellation;
}
