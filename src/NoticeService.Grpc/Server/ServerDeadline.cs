using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>The deadline of one call: made only for calls that have one.</summary>
internal sealed class ServerDeadline
{
    // The longest time a timer takes. A deadline beyond it (49 days) is told to the handler and not enforced.
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    // A flush that is cancelled resets the stream, and the caller would never read DEADLINE_EXCEEDED: so one that waits for the
    // caller to read is given a moment more, in which most come to an end.
    private static readonly TimeSpan s_flushGrace = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _cancellation;
    private readonly CancellationTokenSource _flushing;
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeSpan _timeout;
    private readonly ServerCall _call;
    private readonly ITimer? _timer;

    public ServerDeadline(ServerCall call, HttpContext http, TimeSpan timeout, TimeProvider time)
    {
        _call = call;
        _timeout = timeout;
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        Token = _cancellation.Token;
        _flushing = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        FlushToken = _flushing.Token;
        var now = time.GetUtcNow().UtcDateTime;
        When = timeout > DateTime.MaxValue - now ? DateTime.MaxValue : now + timeout;
        if (timeout <= s_longest)
        {
            // Not armed yet: at the deadline the call must know of this object.
            _timer = time.CreateTimer(static state => _ = ((ServerDeadline)state!)._call.OnDeadlineAsync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>UTC.</summary>
    public DateTime When { get; }

    /// <summary>Cancelled at the deadline, or when the caller goes away.</summary>
    public CancellationToken Token { get; }

    /// <summary>Cancelled a moment after the deadline: by then a write that still waits has a caller who does not read.</summary>
    public CancellationToken FlushToken { get; }

    /// <summary>Done when the caller has been answered with DEADLINE_EXCEEDED.</summary>
    public Task Answered => _answered.Task;

    /// <summary>Done when nothing more touches the call or its request because of the deadline, but for the answer.</summary>
    public Task Cancelled => _cancelled.Task;

    public void Arm() => _timer?.Change(_timeout, Timeout.InfiniteTimeSpan);

    public Task CancelAsync()
    {
        _flushing.CancelAfter(s_flushGrace);
        return _cancellation.CancelAsync();
    }

    public void SetAnswered() => _answered.TrySetResult();

    public void SetCancelled() => _cancelled.TrySetResult();

    /// <summary>The call ended first: nothing is to happen at the deadline.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        _cancellation.Dispose();
        _flushing.Dispose();
    }
}
