using Microsoft.Extensions.Hosting;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;
using NoticeService.Now;
using NoticeService.Pipeline.Evaluation;
using NoticeService.Pipeline.Now;
using NoticeService.Pipeline.Ports;
using NoticeService.TestKit;

namespace NoticeService.Tests.Operators;

/// <summary>Verdicts and cells in place of the pod's own, which evaluates no more.</summary>
internal static class StagedFeed
{
    private const long Epoch = 1_000_000;

    private static long sequence;

    /// <summary>Published in the store and shown by the pod.</summary>
    public static async Task PublishAsync(RunningService service, IReadOnlyList<Verdict> verdicts, IReadOnlyList<CellState>? cells = null)
    {
        var hosted = service.Get<IEnumerable<IHostedService>>().ToList();
        await hosted.OfType<EvaluationLoop>().Single().StopAsync(CancellationToken.None);
        var feed = new VerdictFeed { Epoch = Epoch, Sequence = Interlocked.Increment(ref sequence), Window = Window.At(1_401_998_400_000), Verdicts = verdicts, Cells = cells ?? [] };
        Assert.Equal(PublishOutcome.Published, await service.Get<IEvaluationStore>().PublishAsync(feed.Epoch, feed.Sequence, "{}"u8.ToArray(), EvaluationJson.Write(feed), CancellationToken.None));
        await hosted.OfType<FeedLoop>().Single().RoundAsync(CancellationToken.None);
        await service.Get<NowSource>().RoundAsync(CancellationToken.None);
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
