using NoticeService.Pipeline.Now;

namespace NoticeService.Web.Tests.Hosting;

/// <summary>A source that shows what the test puts on stage. Thread-safe.</summary>
internal sealed class StagedSource(NowSnapshot first) : INowSource
{
    private readonly Lock gate = new();
    private NowSnapshot current = first;
    private TaskCompletionSource<NowSnapshot> next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? fault;

    public NowSnapshot Current
    {
        get
        {
            lock (gate)
            {
                return current;
            }
        }
    }

    /// <summary>Everyone who waits gets it.</summary>
    public void Show(NowSnapshot snapshot)
    {
        TaskCompletionSource<NowSnapshot> waiting;
        lock (gate)
        {
            fault = null;
            current = snapshot;
            waiting = next;
            next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        waiting.SetResult(snapshot);
    }

    /// <summary>Whoever waits or asks next gets the fault, until the next <see cref="Show"/>.</summary>
    public void Fail(Exception error)
    {
        TaskCompletionSource<NowSnapshot> waiting;
        lock (gate)
        {
            fault = error;
            waiting = next;
            next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        waiting.SetException(error);
    }

    public Task<NowSnapshot> NextAsync(NowSnapshot? seen, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return fault is not null ? Task.FromException<NowSnapshot>(fault)
                : seen != current ? Task.FromResult(current)
                : next.Task.WaitAsync(cancellationToken);
        }
    }
}
