namespace NoticeService.Redis.Client;

/// <summary>Counts calls that the server has not answered and refuses more than a bound. Thread-safe, lock-free, exact.</summary>
internal sealed class InFlight(int limit)
{
    private int count;

    public int Count => Volatile.Read(ref count);

    /// <returns>False when the bound is reached.</returns>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref count) <= limit)
        {
            return true;
        }

        Interlocked.Decrement(ref count);
        return false;
    }

    /// <summary>Leaves when the task ends, which may be long after its caller gave it up; its fault then concerns nobody.</summary>
    public void LeaveWith(Task pending) => pending.ContinueWith(
        static (task, self) =>
        {
            _ = task.Exception;
            ((InFlight)self!).Leave();
        },
        this,
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    public void Leave() => Interlocked.Decrement(ref count);
}
