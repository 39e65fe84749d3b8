using Microsoft.Extensions.Hosting;
using NoticeService.Domain.Disputes;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Admission;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Disputes;

/// <summary>
/// The disputes as this pod last heard them: the open ones for the console, and the upheld ones, which retract verdicts. What they silence is
/// on the <see cref="SuspensionBoard"/>, whose epoch also tells when there is something new to read. Thread-safe.
/// </summary>
public sealed class DisputeBoard(IDisputeStore store, SuspensionBoard orders, IVerdictArchive archive, DisputeMetrics metrics, LoopGuard guard, TimeProvider time) : BackgroundService
{
    /// <summary>How often it looks whether there is something new.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private volatile Known known = new(-1, [], []);

    // By id. Only the loop looks here.
    private readonly HashSet<string> marked = new(StringComparer.Ordinal);

    /// <summary>Those that wait for an answer, the oldest first.</summary>
    public IReadOnlyList<Dispute> Open => known.Open;

    /// <summary>The verdict as it is after what people ruled about it.</summary>
    public Verdict Ruled(Verdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        return known.Upheld.TryGetValue(verdict.Id, out var dispute) ? Ruling.Apply(verdict, dispute) : verdict;
    }

    /// <summary>Reads the disputes when an order was given since, and marks the archived verdicts of those that were upheld.</summary>
    public async Task RoundAsync(CancellationToken cancellationToken)
    {
        if (orders.Epoch == known.Epoch)
        {
            return;
        }

        var list = await store.ListAsync(cancellationToken);
        var upheld = new Dictionary<string, Dispute>(StringComparer.Ordinal);
        foreach (var dispute in list.Disputes.Where(d => d.State == DisputeState.Upheld).OrderByDescending(d => d.ResolvedMs))
        {
            upheld[dispute.VerdictId] = dispute;
        }

        // In force before the archive is marked, so that what is written to it from now on is marked by itself.
        known = known with { Open = [.. list.Disputes.Where(d => d.State == DisputeState.Open).OrderBy(d => d.OpenedMs).ThenBy(d => d.Id, StringComparer.Ordinal)], Upheld = upheld };
        metrics.Waiting(known.Open.Count);
        foreach (var dispute in upheld.Values.Where(d => !marked.Contains(d.Id)))
        {
            await DisputeDesk.MarkAsync(archive, dispute, cancellationToken);
            marked.Add(dispute.Id);
        }

        // Only now: what was not marked is tried again in the next round.
        known = known with { Epoch = list.Epoch };
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            await guard.RunAsync("disputes", RoundAsync, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private sealed record Known(long Epoch, IReadOnlyList<Dispute> Open, Dictionary<string, Dispute> Upheld);
}
