using Microsoft.Extensions.Hosting;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;
using NoticeService.Now;
using NoticeService.Pipeline.Evaluation;
using NoticeService.Pipeline.Now;
using NoticeService.Pipeline.Ports;
using NoticeService.TestKit;
using NoticeService.TestKit.Contracts;
using NoticeService.TestKit.Servers;

namespace NoticeService.Tests.Operators;

/// <summary>The service on a Redis of its own, with the verdicts and cells that a test gives it: the test holds the leader's lease.</summary>
public sealed class StagedFeed : IAsyncLifetime
{
    private const long Epoch = 1_000;

    private readonly RedisServerProcess redis = new();
    private readonly string key = Path.GetTempFileName();
    private long sequence;

    internal RunningService Service { get; private set; } = new();

    public async ValueTask InitializeAsync()
    {
        await redis.StartAsync();
        await redis.SayAsync($"SET {{leader}}:lease \"{Epoch} test\" PX 3600000");
        await redis.SayAsync($"SET {{leader}}:epoch {Epoch}");
        await File.WriteAllTextAsync(key, Convert.ToBase64String(new byte[32]));
        await Service.Set("Redis:Connection", redis.Endpoint).Set("Households:KeyFile", key).InitializeAsync();
    }

    /// <summary>The pod goes away, others publish meanwhile, and another comes at its address.</summary>
    public async Task RestartAsync(IReadOnlyList<Verdict> meanwhile)
    {
        var address = Service.Grpc.Authority;
        await Service.DisposeAsync();
        await using (var stores = new RedisStoreSet(redis.Endpoint, ("KeyPrefix", "")))
        {
            await PublishAsync(stores.Evaluations, meanwhile, []);
        }

        Service = new RunningService().Set("Redis:Connection", redis.Endpoint).Set("Households:KeyFile", key).Set("NoticeService:Grpc", address);
        await Service.InitializeAsync();
    }

    /// <summary>Published in the store and shown by the pod.</summary>
    /// <param name="verdicts">All that there are.</param>
    /// <param name="cells">None without it.</param>
    /// <param name="window">Long ago without it, so that nobody is told anything.</param>
    /// <param name="calm">What sessions are measured from.</param>
    public async Task PublishAsync(IReadOnlyList<Verdict> verdicts, IReadOnlyList<CellState>? cells = null, Window? window = null, IReadOnlyList<CalmLevel>? calm = null)
    {
        await PublishAsync(Service.Get<IEvaluationStore>(), verdicts, cells ?? [], window, calm);
        await Service.Get<IEnumerable<IHostedService>>().OfType<FeedLoop>().Single().RoundAsync(CancellationToken.None);
        await Service.Get<NowSource>().RoundAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await redis.DisposeAsync();
        File.Delete(key);
    }

    private async Task PublishAsync(IEvaluationStore store, IReadOnlyList<Verdict> verdicts, IReadOnlyList<CellState> cells, Window? window = null, IReadOnlyList<CalmLevel>? calm = null)
    {
        var feed = new VerdictFeed { Epoch = Epoch, Sequence = ++sequence, Window = window ?? Window.At(1_401_998_400_000), Verdicts = verdicts, Cells = cells, Calm = calm ?? [] };
        Assert.Equal(PublishOutcome.Published, await store.PublishAsync(feed.Epoch, feed.Sequence, "{}"u8.ToArray(), EvaluationJson.Write(feed), CancellationToken.None));
    }

    /// <summary>A verdict; one that is suspected has as much behind it as is shown.</summary>
    public static Verdict Of(string id, VerdictState state, string? isp, Culprit culprit = Culprit.Isp, string? path = null, long onsetMs = 1_000) => SomeVerdict.Of(state, id) with
    {
        Isp = isp,
        Path = path,
        Culprit = culprit,
        OnsetMs = onsetMs,
        OpenedMs = onsetMs + 10_000,
        ClosedMs = state == VerdictState.Closed ? onsetMs + 60_000 : null,
        Reason = $"the reason of {id}",
        Evidence = new VerdictEvidence
        {
            Accused = new EvidenceReading(isp, path, 100, 1, 0, 0.5, 0.6),
            Certainty = [new Certainty(onsetMs, SeenFeed.SuspicionLnM)],
        },
    };

    public static CellState Cell(string isp, string path = "one", string metro = "nyc", CellStatus status = CellStatus.Healthy) =>
        new(new CellKey(isp, path, metro), status, 100, 90, status == CellStatus.Unknown ? double.NaN : 0.5, 0.8);
}
