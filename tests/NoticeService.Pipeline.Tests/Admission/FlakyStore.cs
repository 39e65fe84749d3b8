using NoticeService.Domain.Admission;
using NoticeService.Pipeline.InMemory;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.Tests.Admission;

/// <summary>The real rules in memory; the answer can get lost on its way, as a network loses it.</summary>
internal sealed class FlakyStore(InMemoryAdmissionStore inner) : IAdmissionStore
{
    private int decisions;
    private int leases;

    public int LoseAnswers { get; set; }

    public Action? BeforeDecision { get; set; }

    public Action? BeforeAnswer { get; set; }

    public Action? BeforeLease { get; set; }

    public int Leases => leases;

    public int Decisions => decisions;

    public async Task<AdmissionDecision> DecideAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref decisions);
        BeforeDecision?.Invoke();
        var decision = await inner.DecideAsync(request, cancellationToken);
        BeforeAnswer?.Invoke();
        if (LoseAnswers > 0)
        {
            LoseAnswers--;
            throw new StoreUnavailableException("The answer was lost.");
        }

        return decision;
    }

    public Task<PacingLease> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref leases);
        BeforeLease?.Invoke();
        return inner.LeaseAsync(request, cancellationToken);
    }

    public Task<long> SuspendAsync(OperatorOrder order, CancellationToken cancellationToken) => inner.SuspendAsync(order, cancellationToken);

    public Task<long> ResumeAsync(OperatorOrder order, CancellationToken cancellationToken) => inner.ResumeAsync(order, cancellationToken);

    public Task<long> OrderGoLiveAsync(OperatorOrder order, GoLiveOrder word, CancellationToken cancellationToken) => inner.OrderGoLiveAsync(order, word, cancellationToken);

    public Task<SuspensionList> ListSuspensionsAsync(CancellationToken cancellationToken) => inner.ListSuspensionsAsync(cancellationToken);

    public Task RestoreSuspensionsAsync(SuspensionList known, CancellationToken cancellationToken) => inner.RestoreSuspensionsAsync(known, cancellationToken);

    public Task<long> EnrolledAsync(string cohort, CancellationToken cancellationToken) => inner.EnrolledAsync(cohort, cancellationToken);

    public Task<long> HeldOutAsync(string cohort, CancellationToken cancellationToken) => inner.HeldOutAsync(cohort, cancellationToken);
}
