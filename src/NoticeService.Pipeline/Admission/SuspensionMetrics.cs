using System.Diagnostics.Metrics;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Admission;

/// <summary>How soon orders to be silent arrive, and what is in force. Thread-safe.</summary>
public sealed class SuspensionMetrics
{
    private readonly Histogram<double> propagation;
    private readonly Counter<long> restored;
    private SuspensionBoard? board;

    public SuspensionMetrics(IMeterFactory meters)
    {
        var meter = NoticeMeter.Create(meters);
        propagation = meter.CreateHistogram<double>(
            "notice.suspensions.propagation.duration", "s", "From an operator's order, on the store's clock, until it is in force on this pod.");
        restored = meter.CreateCounter<long>("notice.suspensions.restored", "{restoration}", "Times that this pod gave the store back the orders that it had forgotten.");
        meter.CreateObservableGauge("notice.suspensions.epoch", () => board?.Epoch ?? 0, "{epoch}", "Epoch of the orders in force on this pod.");
        meter.CreateObservableGauge("notice.suspensions.in_force", () => board?.Current.Count(s => !s.IsPause) ?? 0, "{suspension}", "Operators' suspensions in force on this pod; those of the file are not among them.");
        meter.CreateObservableGauge("notice.disputes.pauses", () => board?.Current.Count(s => s.IsPause) ?? 0, "{pause}", "Pauses that disputes brought, and verdicts that upheld ones silence, in force on this pod.");
        meter.CreateObservableGauge("notice.suspensions.confirmed", () => board?.IsConfirmed ?? false ? 1 : 0, "{confirmation}", "1 while the store confirmed the orders within the last second: else this pod sends nothing.");
    }

    internal void Observe(SuspensionBoard observed) => board = observed;

    internal void Arrived(TimeSpan after) => propagation.Record(Math.Max(0, after.TotalSeconds));

    internal void Restored() => restored.Add(1);
}
