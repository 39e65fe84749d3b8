using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NoticeService.Pipeline.Admission;
using NoticeService.Pipeline.InMemory;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Tests.Admission;

/// <summary>A pod's picture of the suspensions when the store fails over to one that knows less.</summary>
public sealed class SuspensionBoardTests : IDisposable
{
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ManualTimeProvider time = new(1_700_000_000_000);
    private readonly FailingOver store = new();
    private readonly SuspensionBoard board;

    public SuspensionBoardTests()
    {
        store.Primary = Fresh();
        board = new SuspensionBoard(store, new LoopGuard(services.GetRequiredService<IMeterFactory>(), NullLogger<LoopGuard>.Instance), time);
    }

    [Fact]
    public async Task Round_TheStoreForgotASuspension_NothingIsConfirmed()
    {
        await SuspendAndForgetAsync();
        Assert.False(board.IsConfirmed);
        Assert.True(board.IsSetBack);
        Assert.True(board.Suspends("verizon", "any"));
    }

    [Fact]
    public async Task Round_TheStoreCaughtUp_IsConfirmedAgain()
    {
        var first = store.Primary;
        await SuspendAndForgetAsync();
        store.Primary = first;
        await board.RoundAsync(CancellationToken.None);
        Assert.True(board.IsConfirmed);
        Assert.False(board.IsSetBack);
    }

    [Fact]
    public async Task Round_AnOperatorConfirmed_TheStoresWordHolds()
    {
        await SuspendAndForgetAsync();
        time.Advance(1);
        await store.Primary.ResumeAsync(new Resumption("all", "looked at it", "night desk", 2), CancellationToken.None);
        await board.RoundAsync(CancellationToken.None);
        Assert.True(board.IsConfirmed);
        Assert.False(board.Suspends("verizon", "any"));
    }

    public void Dispose()
    {
        board.Dispose();
        services.Dispose();
    }

    private InMemoryAdmissionStore Fresh() => new(new InMemoryLedger(), time);

    private async Task SuspendAndForgetAsync()
    {
        await store.Primary.SuspendAsync(new Suspension("isp:verizon", "a letter came", "counsel", 1), CancellationToken.None);
        await board.RoundAsync(CancellationToken.None);
        Assert.True(board.IsConfirmed);
        store.Primary = Fresh();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => board.RoundAsync(CancellationToken.None));
    }

    private sealed class FailingOver : IAdmissionStore
    {
        public InMemoryAdmissionStore Primary { get; set; } = null!;

        public Task<AdmissionDecision> DecideAsync(AdmissionRequest request, CancellationToken cancellationToken) => Primary.DecideAsync(request, cancellationToken);

        public Task<PacingLease> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken) => Primary.LeaseAsync(request, cancellationToken);

        public Task<long> SuspendAsync(Suspension suspension, CancellationToken cancellationToken) => Primary.SuspendAsync(suspension, cancellationToken);

        public Task<long> ResumeAsync(Resumption resumption, CancellationToken cancellationToken) => Primary.ResumeAsync(resumption, cancellationToken);

        public Task<SuspensionList> ListSuspensionsAsync(CancellationToken cancellationToken) => Primary.ListSuspensionsAsync(cancellationToken);

        public Task<long> EnrolledAsync(string cohort, CancellationToken cancellationToken) => Primary.EnrolledAsync(cohort, cancellationToken);
    }
}
