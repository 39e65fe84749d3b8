using System.Diagnostics.Metrics;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Evaluation;

/// <summary>What the leader does.</summary>
public sealed class EvaluationMetrics
{
    private readonly Counter<long> merged;
    private readonly Counter<long> badBlobs;
    private readonly Counter<long> partial;
    private readonly Histogram<double> duration;
    private readonly TaggedCounter<Culprit> opened;
    private readonly TaggedCounter<Culprit> closed;
    private readonly TaggedCounter<Culprit> retracted;
    private readonly Counter<long> clockOff;
    private volatile int cells;

    public EvaluationMetrics(IMeterFactory meters)
    {
        var meter = NoticeMeter.Create(meters);
        merged = meter.CreateCounter<long>("notice.windows.merged", "{window}", "Windows merged over all pods and evaluated.");
        badBlobs = meter.CreateCounter<long>("notice.windows.bad_blobs", "{blob}", "Blobs that could not be read and were left out.");
        partial = meter.CreateCounter<long>("notice.windows.partial", "{window}", "Windows merged without a pod's shard that was there within the last three windows.");
        duration = meter.CreateHistogram<double>("notice.evaluation.duration", "s", "Reading, evaluating and publishing one window.");
        opened = new(meter, "notice.verdicts.opened", "{verdict}", "culprit", "Verdicts opened.");
        closed = new(meter, "notice.verdicts.closed", "{verdict}", "culprit", "Verdicts closed.");
        retracted = new(meter, "notice.verdicts.retracted", "{verdict}", "culprit", "Verdicts found wrong afterwards.");
        clockOff = meter.CreateCounter<long>("notice.leader.clock_off", "{finding}", "Times that a leader found the store's clock more than 2 s from its own.");
        meter.CreateObservableGauge("notice.leader.clock_offset", () => StoreAhead.TotalSeconds, "s", "By how much the store's clock is ahead of the leader's.");
        meter.CreateObservableGauge("notice.evaluation.cells", () => cells, "{cell}", "Cells in the last window evaluated.");
        meter.CreateObservableGauge("notice.leader", () => Leads ? 1 : 0, "{leader}", "1 on the pod that evaluates.");
    }

    /// <summary>Whether this pod evaluates.</summary>
    public bool Leads { get; set; }

    /// <summary>How far the store's clock is ahead of this pod's, as it last knew as the leader.</summary>
    public TimeSpan StoreAhead { get; set; }

    public void ClockOff() => clockOff.Add(1);

    public void BadBlob() => badBlobs.Add(1);

    internal void Evaluated(IReadOnlyList<VerdictChange> changes, int cellCount, int missing, TimeSpan took)
    {
        partial.Add(missing > 0 ? 1 : 0);
        merged.Add(1);
        duration.Record(took.TotalSeconds);
        cells = cellCount;
        foreach (var (kind, verdict) in changes)
        {
            if (kind == VerdictChangeKind.Opened)
            {
                opened.Add(verdict.Culprit);
            }
            else if (kind == VerdictChangeKind.Closed)
            {
                closed.Add(verdict.Culprit);
            }
            else if (kind == VerdictChangeKind.Retracted)
            {
                retracted.Add(verdict.Culprit);
            }
        }
    }
}
