using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NoticeService.Domain.Admission;
using NoticeService.Pipeline.Admission;
using NoticeService.Pipeline.Evaluation;
using NoticeService.Pipeline.InMemory;
using NoticeService.Pipeline.Journal;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Telemetry;
using NoticeService.TestKit.Contracts;

namespace NoticeService.Pipeline.Tests.Admission;

/// <summary>A pod's picture of the suspensions: how soon they come, and what is left of them when the store forgets or the pod restarts.</summary>
public sealed class SuspensionBoardTests : IDisposable
{
    private static readonly OperatorOrder Letter = Orders.Suspend("isp:verizon", "a letter came", "counsel", 1);

    private static readonly GoLiveOrder Trial = new(GoLiveBasis.Override, "ann", "a \"trial\"", 3);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("notice-board-");
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ManualTimeProvider time = new(1_700_000_000_000);
    private readonly FailingOver store = new();
    private readonly SuspensionBoard board;

    // Of the board that was started last.
    private GoLiveGate gate = null!;

    public SuspensionBoardTests()
    {
        store.Primary = Fresh();
        board = Start();
    }

    [Theory]
    [InlineData(1_000, true)]
    [InlineData(1_001, false)]
    public async Task Confirmed_ForASecondAfterTheStoreWasAsked_AndNoLonger(int ms, bool confirmed)
    {
        Assert.False(board.IsConfirmed);

        // From before the call: what a slow store tells is as old as the asking.
        store.BeforeAnswer = () => time.Advance(400);
        await board.RoundAsync(CancellationToken.None);
        time.Advance(ms - 400);
        Assert.Equal(confirmed, board.IsConfirmed);
    }

    [Fact]
    public async Task Round_AnOrder_IsInForce_AndTheTimeItTookIsRecorded()
    {
        using var recorded = new DurationRecorder(services.GetRequiredService<IMeterFactory>(), "notice.suspensions.propagation.duration");
        await board.RoundAsync(CancellationToken.None);
        await store.Primary.SuspendAsync(Letter, CancellationToken.None);
        time.Advance(200);
        await board.RoundAsync(CancellationToken.None);
        await board.RoundAsync(CancellationToken.None);
        Assert.True(board.Suspends("verizon", "any"));
        Assert.Equal([0.2], recorded.Seconds);
    }

    [Fact]
    public async Task Round_TheStoreForgotASuspension_ItIsGivenBack_AndInForceOnAPodThatStartsLater()
    {
        await SuspendAndForgetAsync();
        await board.RoundAsync(CancellationToken.None);
        Assert.True(board.IsConfirmed);
        Assert.False(board.IsSetBack);
        Assert.True(board.Suspends("verizon", "any"));

        using var later = Start("later");
        await later.RoundAsync(CancellationToken.None);
        Assert.Equal([Suspension.Of(Letter)], later.Current);
        Assert.Equal(board.Epoch, later.Epoch);
    }

    [Fact]
    public async Task Round_TheStoreForgotAndTakesNothingBack_NothingIsConfirmed()
    {
        await SuspendAndForgetAsync();
        store.Deaf = true;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => board.RoundAsync(CancellationToken.None));
        Assert.False(board.IsConfirmed);
        Assert.True(board.IsSetBack);
        Assert.True(board.Suspends("verizon", "any"));
    }

    [Fact]
    public async Task Round_TheStoreForgotAResumption_TheNewestThatAnyPodKnowsHolds()
    {
        var before = store.Primary;
        await before.SuspendAsync(Letter, CancellationToken.None);
        using var other = Start("other");
        await other.RoundAsync(CancellationToken.None);
        time.Advance(10);
        await before.ResumeAsync(Orders.Resume(Letter.Scope, "settled", "counsel", 2), CancellationToken.None);
        await board.RoundAsync(CancellationToken.None);

        // The pod with the older picture comes first, and the one with the newer after it.
        store.Primary = Fresh();
        await other.RoundAsync(CancellationToken.None);
        Assert.True(other.Suspends("verizon", "any"));
        await board.RoundAsync(CancellationToken.None);
        await other.RoundAsync(CancellationToken.None);
        Assert.False(other.Suspends("verizon", "any"));
        Assert.False(board.Suspends("verizon", "any"));
    }

    [Fact]
    public async Task Round_AnOrderAfterTheLoss_StandsAboveWhatIsGivenBack()
    {
        await SuspendAndForgetAsync();
        time.Advance(1);
        await store.Primary.ResumeAsync(Orders.Resume(Letter.Scope, "looked at it", "night desk", 2), CancellationToken.None);
        await board.RoundAsync(CancellationToken.None);
        Assert.True(board.IsConfirmed);
        Assert.False(board.Suspends("verizon", "any"));
    }

    [Fact]
    public async Task Start_AfterARestartOfBoth_HasWhatItKnew_AndGivesItBack()
    {
        await SuspendAndForgetAsync();
        using var restarted = Start();
        Assert.False(restarted.IsConfirmed);
        Assert.True(restarted.Suspends("verizon", "any"));
        await restarted.RoundAsync(CancellationToken.None);
        Assert.True(restarted.IsConfirmed);
        Assert.Equal([Suspension.Of(Letter)], (await store.Primary.ListSuspensionsAsync(CancellationToken.None)).Suspensions);
    }

    [Fact]
    public async Task GoLive_IsShutUntilTheStoreHasSpoken_AndAnOrderOpensIt()
    {
        Assert.Equal(GoLiveState.Unknown, gate.Current.State);
        await board.RoundAsync(CancellationToken.None);
        Assert.Equal(GoLiveState.New, gate.Current.State);
        await OverrideAsync();
        await board.RoundAsync(CancellationToken.None);
        Assert.True(gate.Current.IsLive);
    }

    [Fact]
    public async Task GoLive_TheStoreForgotIt_ItIsGivenBack()
    {
        await OverrideAsync();
        await board.RoundAsync(CancellationToken.None);
        store.Primary = Fresh();
        await board.RoundAsync(CancellationToken.None);
        Assert.True(gate.Current.IsLive);
        Assert.Equal(Trial, (await store.Primary.ListSuspensionsAsync(CancellationToken.None)).GoLive);
    }

    [Fact]
    public async Task GoLive_AfterARestartOfBoth_IsKnownFromTheDisk_AndGivenBack()
    {
        await OverrideAsync();
        await board.RoundAsync(CancellationToken.None);
        store.Primary = Fresh();
        using var restarted = Start();
        Assert.Equal((GoLiveState.Overridden, Trial), (gate.Current.State, gate.Current.Order));
        Assert.False(restarted.IsConfirmed);
        await restarted.RoundAsync(CancellationToken.None);
        Assert.True(restarted.IsConfirmed);
        Assert.Equal(Trial, (await store.Primary.ListSuspensionsAsync(CancellationToken.None)).GoLive);
    }

    [Fact]
    public async Task Start_AFileThatIsNoneOfOurs_FailsWithItsName()
    {
        await SuspendAndForgetAsync();
        var path = Path.Combine(folder.FullName, "board", "suspensions.json");
        await File.WriteAllTextAsync(path, "{");
        Assert.Contains(path, Assert.Throws<FormatException>(() => Start()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Round_TheDiskTakesNothing_TheOrderIsInForce_AndNothingIsConfirmed()
    {
        await board.RoundAsync(CancellationToken.None);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "board"), "a file where the folder should be");
        await store.Primary.SuspendAsync(Letter, CancellationToken.None);
        await Assert.ThrowsAnyAsync<IOException>(() => board.RoundAsync(CancellationToken.None));
        Assert.True(board.Suspends("verizon", "any"));
        Assert.False(board.IsConfirmed);
    }

    public void Dispose()
    {
        board.Dispose();
        services.Dispose();
        folder.Delete(recursive: true);
    }

    private SuspensionBoard Start(string name = "board")
    {
        var meters = services.GetRequiredService<IMeterFactory>();
        var started = new SuspensionBoard(
            store,
            NewGate(),
            new JournalOptions { JournalDirectory = Path.Combine(folder.FullName, name) },
            new SuspensionMetrics(meters),
            new LoopGuard(meters, NullLogger<LoopGuard>.Instance),
            NullLogger<SuspensionBoard>.Instance,
            time);
        started.Remember();
        return started;
    }

    private GoLiveGate NewGate() => gate = new(
        new GoLiveRule(isEnforced: true, "settings", 1), new FeedHolder(), new GoLiveMetrics(services.GetRequiredService<IMeterFactory>()), NullLogger<GoLiveGate>.Instance);

    private InMemoryAdmissionStore Fresh() => new(new InMemoryLedger(), time);

    private Task<long> OverrideAsync() =>
        store.Primary.OrderGoLiveAsync(new OperatorOrder(OrderKind.Override, Trial.SinceMs, Trial.Operator, "golive", Trial.Reason), Trial, CancellationToken.None);

    private async Task SuspendAndForgetAsync()
    {
        await store.Primary.SuspendAsync(Letter, CancellationToken.None);
        await board.RoundAsync(CancellationToken.None);
        Assert.True(board.IsConfirmed);
        store.Primary = Fresh();
    }

    private sealed class FailingOver : IAdmissionStore
    {
        public InMemoryAdmissionStore Primary { get; set; } = null!;

        public Action? BeforeAnswer { get; set; }

        /// <summary>Takes nothing back.</summary>
        public bool Deaf { get; set; }

        public Task<PacingLease> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken) => Primary.LeaseAsync(request, cancellationToken);

        public Task<AdmissionDecision> DecideAsync(AdmissionRequest request, CancellationToken cancellationToken) => Primary.DecideAsync(request, cancellationToken);

        public Task<long> SuspendAsync(OperatorOrder order, CancellationToken cancellationToken) => Primary.SuspendAsync(order, cancellationToken);

        public Task<long> ResumeAsync(OperatorOrder order, CancellationToken cancellationToken) => Primary.ResumeAsync(order, cancellationToken);

        public Task<long> OrderGoLiveAsync(OperatorOrder order, GoLiveOrder word, CancellationToken cancellationToken) => Primary.OrderGoLiveAsync(order, word, cancellationToken);

        public Task<SuspensionList> ListSuspensionsAsync(CancellationToken cancellationToken)
        {
            BeforeAnswer?.Invoke();
            return Primary.ListSuspensionsAsync(cancellationToken);
        }

        public Task RestoreSuspensionsAsync(SuspensionList known, CancellationToken cancellationToken) =>
            Deaf ? Task.CompletedTask : Primary.RestoreSuspensionsAsync(known, cancellationToken);

        public Task<long> EnrolledAsync(string cohort, CancellationToken cancellationToken) => Primary.EnrolledAsync(cohort, cancellationToken);

        public Task<long> HeldOutAsync(string cohort, CancellationToken cancellationToken) => Primary.HeldOutAsync(cohort, cancellationToken);
    }
}
