using System.Diagnostics.Metrics;
using NoticeService.Domain.Disputes;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Disputes;

/// <summary>Disputes opened and resolved. Thread-safe.</summary>
public sealed class DisputeMetrics
{
    private readonly TaggedCounter<NoPause> opened;
    private readonly TaggedCounter<DisputeState> resolved;
    private volatile int open;

    public DisputeMetrics(IMeterFactory meters)
    {
        var meter = NoticeMeter.Create(meters);
        opened = new(meter, "notice.disputes.opened", "{dispute}", "no_pause", "Disputes opened through this pod, by why they pause nothing; none for those that do.");
        resolved = new(meter, "notice.disputes.resolved", "{dispute}", "outcome", "Disputes resolved through this pod, by outcome.");
        meter.CreateObservableGauge("notice.disputes.open", () => open, "{dispute}", "Disputes that wait for an answer, as this pod last heard.");
    }

    internal void Opened(NoPause reason) => opened.Add(reason);

    internal void Resolved(DisputeState outcome) => resolved.Add(outcome);

    internal void Waiting(int disputes) => open = disputes;
}
