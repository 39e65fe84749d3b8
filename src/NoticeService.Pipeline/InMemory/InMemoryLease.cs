using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.InMemory;

/// <summary>The evaluator's lease in memory.</summary>
/// <param name="time">The clock.</param>
/// <param name="evaluations">Epochs given out are above those published there, and fence off earlier ones; null when there is no such store.</param>
public sealed class InMemoryLease(TimeProvider time, InMemoryEvaluationStore? evaluations = null) : ILease
{
    private readonly Lock gate = new();
    private string? current;
    private long epoch;
    private DateTimeOffset ends;

    public Task<LeaseGrant?> AcquireAsync(string holder, long heldEpoch, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(holder);
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.FromMilliseconds(1));
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (now >= ends)
            {
                current = null;
            }

            if (current is not null && current != holder)
            {
                return Task.FromResult<LeaseGrant?>(null);
            }

            if (current is null || heldEpoch != epoch)
            {
                epoch = Math.Max(epoch, evaluations?.PublishedEpoch ?? 0) + 1;
                current = holder;
                evaluations?.Given(epoch);
            }

            ends = now + duration;
            return Task.FromResult<LeaseGrant?>(new LeaseGrant(epoch, now));
        }
    }

    public Task ReleaseAsync(string holder, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (current == holder)
            {
                current = null;
            }
        }

        return Task.CompletedTask;
    }
}
