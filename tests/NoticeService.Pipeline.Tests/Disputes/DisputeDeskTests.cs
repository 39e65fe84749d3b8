using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NoticeService.Domain.Disputes;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Disputes;
using NoticeService.Pipeline.InMemory;
using NoticeService.Pipeline.Ports;
using NoticeService.TestKit;

namespace NoticeService.Pipeline.Tests.Disputes;

/// <summary>Opening and resolving, also when several do it at once and when an answer is lost.</summary>
public sealed class DisputeDeskTests : IDisposable
{
    private const long Now = 1_700_000_000_000;

    private static readonly DisputeSettings Settings = new();

    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly InMemoryVerdictArchive archive = new();
    private readonly InMemoryAdmissionStore memory = new(new InMemoryLedger(), new ManualTimeProvider(Now));
    private readonly Forgetful store;
    private readonly DisputeDesk desk;

    public DisputeDeskTests()
    {
        store = new Forgetful(memory);
        desk = new DisputeDesk(store, archive, new DisputeMetrics(services.GetRequiredService<IMeterFactory>()), NullLogger<DisputeDesk>.Instance);
    }

    [Fact]
    public async Task Open_ManyAtOnce_PausesNoMoreThanItMay_AndOpensNoMoreThanItMay()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(() => OpenAsync($"v{i}", Settings with { MaxOpen = 7 }))));
        Assert.Equal(7, answers.Count(a => a.Fault == DisputeFault.None));
        Assert.Equal(3, answers.Count(a => a.Fault == DisputeFault.TooManyOpen));
        Assert.Equal(3, answers.Count(a => a.Dispute is { PauseScope: not null }));
        Assert.Equal(4, answers.Count(a => a.Dispute is { NoPause: NoPause.Spent }));
        Assert.Equal(7, (await memory.ListAsync(CancellationToken.None)).Disputes.Count);
        Assert.Equal(3, (await memory.ListSuspensionsAsync(CancellationToken.None)).Suspensions.Count);
    }

    [Fact]
    public async Task Open_TheAnswerWasLost_IsOpenedOnce()
    {
        store.Loses = 1;
        Assert.Equal(DisputeFault.None, (await OpenAsync("v1")).Fault);
        Assert.Single((await memory.ListAsync(CancellationToken.None)).Disputes);
        Assert.Single(await memory.ListAsync(0, long.MaxValue, 10, null, CancellationToken.None));
    }

    [Fact]
    public async Task Open_OthersKeepGivingOrders_EndsUnconfirmed()
    {
        store.Refuses = true;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => OpenAsync("v1"));
        Assert.Empty((await memory.ListAsync(CancellationToken.None)).Disputes);
    }

    [Fact]
    public async Task Open_TheSameVerdictAgain_SaysWhichIsOpen()
    {
        var first = (await OpenAsync("v1")).Dispute!;
        var second = await desk.OpenAsync(Draft("v1") with { Id = "again" }, Of("v1"), Settings, Order(OrderKind.Dispute), CancellationToken.None);
        Assert.Equal((DisputeFault.SameIsOpen, first.Id), (second.Fault, second.Dispute!.Id));
    }

    [Fact]
    public async Task Resolve_Rejected_LiftsThePauseAndNoOther()
    {
        var first = (await OpenAsync("v1")).Dispute!;
        await OpenAsync("v2");
        Assert.Equal(DisputeState.Rejected, (await ResolveAsync(first, DisputeState.Rejected)).Dispute!.State);
        Assert.Equal("verdict:v2", Assert.Single((await memory.ListSuspensionsAsync(CancellationToken.None)).Suspensions).Scope);
        Assert.Equal(DisputeFault.IsResolved, (await ResolveAsync(first, DisputeState.Upheld)).Fault);
        Assert.Equal(DisputeFault.Unknown, (await ResolveAsync(first with { Id = "none" }, DisputeState.Upheld)).Fault);
    }

    [Fact]
    public async Task Resolve_Upheld_KeepsTheVerdictSilent_EndsThePauseOfTheIsp_AndMarksTheArchive()
    {
        await archive.AddAsync(Of("v1") with { State = VerdictState.Closed, ClosedMs = 5 }, CancellationToken.None);
        var dispute = (await OpenAsync("v1", Settings with { Pause = PauseReach.Isp })).Dispute!;
        Assert.Equal("named:verizon", dispute.PauseScope);
        await ResolveAsync(dispute, DisputeState.Upheld);
        var silence = Assert.Single((await memory.ListSuspensionsAsync(CancellationToken.None)).Suspensions);
        Assert.Equal(("verdict:v1", Now + (long)Ruling.SilentFor.TotalMilliseconds), (silence.Scope, silence.UntilMs));
        var archived = (await archive.FindAsync("v1", CancellationToken.None))!;
        Assert.Equal((VerdictState.Retracted, 5L, Now), (archived.State, archived.ClosedMs, archived.RetractedMs));
    }

    public void Dispose() => services.Dispose();

    private Task<DisputeAnswer> OpenAsync(string verdictId, DisputeSettings? settings = null) =>
        desk.OpenAsync(Draft(verdictId), Of(verdictId), settings ?? Settings, Order(OrderKind.Dispute), CancellationToken.None);

    private Task<DisputeAnswer> ResolveAsync(Dispute dispute, DisputeState outcome) => desk.ResolveAsync(dispute.Id, outcome, Order(OrderKind.Resolve), CancellationToken.None);

    private static Verdict Of(string id) => SomeVerdict.Of(VerdictState.Open, id);

    private static Dispute Draft(string verdictId) =>
        new() { Id = $"about {verdictId}", Isp = "verizon", VerdictId = verdictId, Statement = "It is not so.", OpenedBy = "noc", OpenedMs = Now };

    private static OperatorOrder Order(OrderKind kind) => new(kind, Now, "somebody", "scope", "why");

    /// <summary>Loses answers to writes that it has made, or makes none.</summary>
    private sealed class Forgetful(IDisputeStore inner) : IDisputeStore
    {
        public int Loses { get; set; }

        public bool Refuses { get; set; }

        public Task<DisputeList> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

        public async Task<bool> WriteAsync(long epoch, Dispute dispute, Suspension? pause, string? lifted, OperatorOrder order, CancellationToken cancellationToken) =>
            !Refuses && await inner.WriteAsync(epoch, dispute, pause, lifted, order, cancellationToken) && Loses-- <= 0;
    }
}
