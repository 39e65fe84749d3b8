using System.Collections.Concurrent;
using NoticeService.Domain.Admission;
using NoticeService.Pipeline.Configuration;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.Admission;

/// <summary>
/// What this pod may send without asking the store about pacing for each notice: batches leased ahead, one ISP's at a time. What is
/// not used before its lease lapses is lost. Different ISPs may be asked for at once.
/// </summary>
internal sealed class PacingLeases(IAdmissionStore store, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, HeldLease> held = new(StringComparer.Ordinal);

    /// <summary>Takes leave to send some notices, from the lease that is there, or else from a new one.</summary>
    /// <param name="isp">To whose viewers.</param>
    /// <param name="wanted">How many would go out now, 1 or more: no more are leased, and no more than the rate gives in a lease's life.</param>
    /// <param name="pacing">Of the configuration in force.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StoreUnavailableException">The store did not confirm a lease.</exception>
    public async Task<PacingLeave> TakeAsync(string isp, int wanted, PacingSettings pacing, CancellationToken cancellationToken)
    {
        if (held.TryGetValue(isp, out var lease) && lease.Take(wanted, time) is > 0 and var taken)
        {
            return new PacingLeave(lease, taken, RefusalReason.None, TimeSpan.Zero);
        }

        var life = LeaseTerms.LifeFor(pacing.PerIsp, pacing.Global);
        var (ispTerms, globalTerms) = (LeaseTerms.Of(pacing.PerIsp, life), LeaseTerms.Of(pacing.Global, life));
        var request = new LeaseRequest
        {
            Isp = isp,
            Wanted = Math.Min(wanted, Math.Min(ispTerms.Batch(life), globalTerms.Batch(life))),
            IspTerms = ispTerms,
            GlobalTerms = globalTerms,
            Life = life,
        };

        // From before the call: the store, whose word is final, counts from a moment after it.
        var asked = time.GetTimestamp();
        var answer = await store.LeaseAsync(request, cancellationToken);
        held[isp] = lease = new HeldLease(answer, asked, life);
        return new PacingLeave(lease, lease.Take(wanted, time), answer.Refusal, answer.RetryAfter);
    }
}

/// <summary>Leave to send some notices now.</summary>
/// <param name="Lease">That they are part of; null when the store did not confirm one.</param>
/// <param name="Count">0 to what was wanted.</param>
/// <param name="Refusal">Which rate leaves no room for more; None when it is not known that there is none.</param>
/// <param name="RetryAfter">When there will be.</param>
internal readonly record struct PacingLeave(HeldLease? Lease, int Count, RefusalReason Refusal, TimeSpan RetryAfter);
