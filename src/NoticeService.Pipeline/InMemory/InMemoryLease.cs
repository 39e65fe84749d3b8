using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.InMemory;

/// <summary>The evaluator's lease in memory.</summary>
/// <param name="time">The clock.</param>
/// <param name="evaluations">Epochs given out are above those published there; null when there is no such store.</param>
public sealed class InMemoryLease(TimeProvider time, InMemoryEvaluationStore? evaluations = null) : ILease
{
    private readonly Lock gate = new();
    private string? holder;
    private long epoch;
    private DateTimeOffset ends;

    public Task<LeaseGrant?> AcquireAsync(string pod, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(pod);
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.FromMilliseconds(1));
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (now >= ends)
            {
                holder = null;
            }

            if (holder is not null && holder != pod)
            {
                return Task.FromResult<LeaseGrant?>(null);
            }

            if (holder is null)
            {
                epoch = Math.Max(epoch, evaluations?.PublishedEpoch ?? 0) + 1;
                holder = pod;
            }

            ends = now + duration;
            return Task.FromResult<LeaseGrant?>(new LeaseGrant(epoch));
        }
    }

    public Task ReleaseAsync(string pod, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (holder == pod)
            {
                holder = null;
            }
        }

        return Task.CompletedTask;
    }
}
