using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Evaluation;
using NoticeService.Pipeline.InMemory;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Telemetry;
using NoticeService.Pipeline.Windows;

namespace NoticeService.Pipeline.Tests.Evaluation;

/// <summary>Who leads, and what a leader does when things go wrong.</summary>
public sealed class EvaluationLoopTests : IDisposable
{
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ManualTimeProvider time = new(1_700_000_000_000);
    private readonly InMemoryCellStore cells = new();
    private readonly TroubledStore store = new();
    private readonly InMemoryLease lease;

    public EvaluationLoopTests() => lease = new InMemoryLease(time, store.Inner);

    [Fact]
    public async Task Round_AfterOneThatFailed_PublishesAgain()
    {
        // It kept the lease and its epoch but counted from one again: the feed stood still until another pod took over.
        var loop = Loop("a");
        for (var i = 0; i < 5; i++)
        {
            await NextAsync(loop);
        }

        store.Fails = true;
        await NextAsync(loop);
        Assert.False(loop.Leads);

        store.Fails = false;
        await NextAsync(loop);
        Assert.True(loop.Leads);
        var window = await PublishedWindowAsync();
        await NextAsync(loop);
        Assert.Equal(window + 1, await PublishedWindowAsync());
    }

    [Fact]
    public async Task Round_ThatFailed_LetsAnotherPodLeadAtOnce()
    {
        var (first, second) = (Loop("a"), Loop("b"));
        await NextAsync(first);
        store.Fails = true;
        await NextAsync(first);
        store.Fails = false;
        await second.GuardedRoundAsync(CancellationToken.None);
        Assert.True(second.Leads);
    }

    [Fact]
    public async Task Round_OvertakenUnderItsOwnEpoch_Resigns()
    {
        var loop = Loop("a");
        await NextAsync(loop);
        var epoch = await EpochAsync();
        await store.Inner.PublishAsync(epoch, 1_000, new byte[] { 1 }, EvaluationJson.Write(VerdictFeed.Empty with { Epoch = epoch }), CancellationToken.None);
        var led = new List<bool>();
        for (var round = 0; round < 2; round++)
        {
            time.Advance(5_000);
            await loop.GuardedRoundAsync(CancellationToken.None);
            led.Add(loop.Leads);
        }

        Assert.Contains(false, led);

        // It may come back, though not under that epoch.
        var published = (await store.ReadFeedAsync(0, 0, CancellationToken.None))!;
        Assert.True(published.Epoch > epoch || published.Sequence == 1_000, $"{published.Epoch} {published.Sequence}");
    }

    [Fact]
    public async Task Round_OfARestartedPodOfTheSameName_DoesNotRenewTheFormersLease()
    {
        var (former, restarted) = (Loop("a"), Loop("a"));
        await NextAsync(former);
        await restarted.GuardedRoundAsync(CancellationToken.None);
        Assert.True(former.Leads);
        Assert.False(restarted.Leads);
    }

    [Fact]
    public async Task Window_WithoutAPodsShardThatWasThere_CountsAsPartialUntilItIsForgotten()
    {
        var counted = Count("notice.windows.partial");
        var loop = Loop("a");
        await NextAsync(loop);
        await WriteAsync("x", 0);
        await WriteAsync("x", 1);
        await WriteAsync("y", 0);
        await NextAsync(loop);
        Assert.Equal(0, counted());

        // Pod y is gone: missed for three windows and then forgotten.
        for (var expected = 1; expected <= 5; expected++)
        {
            await WriteAsync("x", 0);
            await WriteAsync("x", 1);
            await NextAsync(loop);
            Assert.Equal(Math.Min(expected, BlobPresence.RememberedWindows), counted());
        }

        Task WriteAsync(string writer, int shard)
        {
            // The window that the next round evaluates.
            var window = Window.At(time.NowMs + Window.LengthMs - (long)EvaluationLoop.Delay.TotalMilliseconds).Previous;
            return cells.WriteAsync(window, shard, writer, CellBlob.Encode(window, []), CancellationToken.None);
        }
    }

    [Theory]
    [InlineData(30_000)]
    [InlineData(-30_000)]
    public async Task Round_OnAPodWhoseClockIsOff_EvaluatesByTheStoresTime_AndCountsItOnce(long aheadMs)
    {
        // A leader with its clock ahead closed windows that the other pods had not written yet.
        var counted = Count("notice.leader.clock_off");
        var loop = Loop("a", new ManualTimeProvider(time.NowMs + aheadMs));
        await loop.GuardedRoundAsync(CancellationToken.None);
        await loop.GuardedRoundAsync(CancellationToken.None);
        var due = Window.At(time.NowMs - (long)EvaluationLoop.Delay.TotalMilliseconds).Previous;
        Assert.Equal(due.Index, await PublishedWindowAsync());
        Assert.Equal(1, counted());
    }

    [Theory]
    [InlineData(2_000, false)]
    [InlineData(2_001, true)]
    [InlineData(-2_000, false)]
    [InlineData(-2_001, true)]
    public void StoreClock_MoreThanTheTolerance_IsOff_AndNewsOnce(int aheadMs, bool off)
    {
        var clock = new StoreClock();
        var asked = time.GetUtcNow();
        var answered = asked.AddMilliseconds(100);
        var store = asked.AddMilliseconds(50 + aheadMs);
        Assert.Equal(off, clock.Learn(asked, answered, store));
        Assert.Equal(aheadMs, clock.Ahead.TotalMilliseconds);
        Assert.False(clock.Learn(asked, answered, store));
        Assert.Equal(off, clock.IsOff);
    }

    public void Dispose() => services.Dispose();

    private Func<long> Count(string name)
    {
        long count = 0;
        var factory = services.GetRequiredService<IMeterFactory>();
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == name && ReferenceEquals(instrument.Meter.Scope, factory))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, added, _, _) => Interlocked.Add(ref count, added));
        listener.Start();
        return () => Interlocked.Read(ref count);
    }

    private EvaluationLoop Loop(string pod, TimeProvider? clock = null)
    {
        var meters = services.GetRequiredService<IMeterFactory>();
        return new EvaluationLoop(
            cells, lease, store, new InMemoryEvidenceStore(), new PodName(pod), new ShardMap(2), new VerdictSettings(), new LoopGuard(meters, NullLogger<LoopGuard>.Instance), new EvaluationMetrics(meters), NullLogger<EvaluationLoop>.Instance, clock ?? time);
    }

    // Within the lease, though a window later: the loop renews each second, and here only once a window.
    private async Task NextAsync(EvaluationLoop loop)
    {
        time.Advance(5_000);
        await loop.GuardedRoundAsync(CancellationToken.None);
        time.Advance(5_000);
        await loop.GuardedRoundAsync(CancellationToken.None);
    }

    private async Task<long> EpochAsync() => (await store.ReadFeedAsync(0, 0, CancellationToken.None))!.Epoch;

    private async Task<long> PublishedWindowAsync() =>
        EvaluationJson.ReadFeed((await store.ReadFeedAsync(0, 0, CancellationToken.None))!.Body.Span).Window.Index;

    private sealed class TroubledStore : IEvaluationStore
    {
        public InMemoryEvaluationStore Inner { get; } = new();

        public bool Fails { get; set; }

        public Task<ReadOnlyMemory<byte>?> LoadStateAsync(CancellationToken cancellationToken) => Inner.LoadStateAsync(cancellationToken);

        public Task<PublishOutcome> PublishAsync(
            long epoch, long sequence, ReadOnlyMemory<byte> state, ReadOnlyMemory<byte> feed, CancellationToken cancellationToken) =>
            Fails
                ? throw new StoreUnavailableException("The test took it away.")
                : Inner.PublishAsync(epoch, sequence, state, feed, cancellationToken);

        public Task<PublishedFeed?> ReadFeedAsync(long knownEpoch, long knownSequence, CancellationToken cancellationToken) =>
            Inner.ReadFeedAsync(knownEpoch, knownSequence, cancellationToken);
    }
}
