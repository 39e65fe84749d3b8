using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Evaluation;
using NoticeService.Pipeline.Ports;
using NoticeService.TestKit;
using NoticeService.TestKit.Contracts;
using NoticeService.TestKit.Servers;

namespace NoticeService.EndToEnd.Tests.Ledger;

/// <summary>Leads in place of the pods, and says in every window that the ISP is crowded: so a notice is due at once.</summary>
internal sealed class AccusingLeader : IAsyncDisposable
{
    private const string Holder = "test";

    private readonly RedisServerProcess redis;
    private readonly RedisStoreSet stores;
    private CancellationTokenSource stopping = new();
    private Task loop = Task.CompletedTask;
    private long sequence;

    /// <param name="redis">Where it takes over.</param>
    /// <param name="connection">Names it, and what follows it; null for it alone.</param>
    public AccusingLeader(RedisServerProcess redis, string? connection = null)
    {
        this.redis = redis;
        stores = new RedisStoreSet(connection ?? redis.Endpoint, ("KeyPrefix", ""), ("CallTimeout", "00:00:02"), ("HeartbeatInterval", "00:00:00.100"));
    }

    public RedisStoreSet Stores => stores;

    /// <summary>Takes the lease on an empty server before any pod can.</summary>
    public async Task TakeOverAsync()
    {
        // A renewal under the epoch before would find another one in the lease, and take over from itself: a third, which fences this one off.
        await StopAsync();
        await redis.SayAsync($"SET {{leader}}:lease \"{Epoch + 1} {Holder}\" PX 600000");
        await redis.SayAsync($"SET {{leader}}:epoch {Epoch + 1}");
        Epoch++;
        loop = Task.Run(LeadAsync);
    }

    public long Epoch { get; private set; } = 1_000;

    /// <summary>By which thresholds it says that it judges.</summary>
    public VerdictSettings Settings { get; set; } = new();

    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync();
        }
        finally
        {
            await stores.DisposeAsync();
        }
    }

    private async Task StopAsync()
    {
        await stopping.CancelAsync();
        try
        {
            await loop;
        }
        finally
        {
            loop = Task.CompletedTask;
            stopping.Dispose();
            stopping = new CancellationTokenSource();
        }
    }

    private async Task LeadAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await stores.Lease.AcquireAsync(Holder, Epoch, TimeSpan.FromMinutes(10), stopping.Token);
                Assert.Equal(PublishOutcome.Published, await stores.Evaluations.PublishAsync(Epoch, ++sequence, new byte[] { (byte)'{', (byte)'}' }, EvaluationJson.Write(Feed()), stopping.Token));
            }
            catch (StoreUnavailableException)
            {
                // It is being killed and started again.
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(500, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private VerdictFeed Feed()
    {
        var cell = new CellKey(FaultSite.Isp, "one", "nyc");
        return new VerdictFeed
        {
            Epoch = Epoch,
            Sequence = sequence,
            Window = Window.At(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()).Previous,
            Fingerprint = VerdictFingerprint.Of(Settings),
            Verdicts = [SomeVerdict.Of(VerdictState.Open) with { Isp = FaultSite.Isp }],
            Cells = [new CellState(cell, CellStatus.Crowded, 100, 100, 0.5, 1)],
            Calm = [.. Enumerable.Range(0, 24).Select(octave => new CalmLevel(cell, octave, 0))],
        };
    }
}
