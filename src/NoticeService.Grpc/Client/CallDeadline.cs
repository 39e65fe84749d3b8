using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <summary>When a call gives up.</summary>
internal static class CallDeadline
{
    // The longest time a timer takes. A deadline beyond it (49 days) is told to the server and not enforced here.
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>The time left, never negative; null for no deadline.</summary>
    /// <exception cref="ArgumentException">The deadline does not say whether it is UTC.</exception>
    public static TimeSpan? Left(DateTime? deadline, TimeProvider time)
    {
        if (deadline is not { } at || at == DateTime.MaxValue)
        {
            return null;
        }

        // MinValue, "already over", is the one time whose kind does not matter.
        if (at.Kind == DateTimeKind.Unspecified && at != DateTime.MinValue)
        {
            throw new ArgumentException("A deadline is in UTC or local time: its DateTime.Kind says which.", nameof(deadline));
        }

        var left = at == DateTime.MinValue ? TimeSpan.Zero : at.ToUniversalTime() - time.GetUtcNow().UtcDateTime;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Calls back at the deadline; null if it is too far off for a timer.</summary>
    public static ITimer? Start(TimeSpan left, TimeProvider time, TimerCallback passed, object state) =>
        left > s_longest ? null : time.CreateTimer(passed, state, left, Timeout.InfiniteTimeSpan);
}
