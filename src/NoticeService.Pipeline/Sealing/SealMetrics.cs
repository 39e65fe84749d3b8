using System.Diagnostics.Metrics;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Sealing;

/// <summary>Seals made and kept. Thread-safe.</summary>
public sealed class SealMetrics
{
    private readonly Counter<long> days;
    private readonly Counter<long> refused;
    private readonly Counter<long> conflicts;
    private volatile int behind;

    public SealMetrics(IMeterFactory meters)
    {
        var meter = NoticeMeter.Create(meters);
        days = meter.CreateCounter<long>("notice.seal.days", "{day}", "Days of the ledger that this pod sealed.");
        refused = meter.CreateCounter<long>("notice.seal.refused", "{seal}", "Seals that the store refused because a later leader seals.");
        conflicts = meter.CreateCounter<long>("notice.seal.conflicts", "{seal}", "Seals in this pod's folder that differ from the store's: one of the two was changed.");
        meter.CreateObservableGauge("notice.seal.behind", () => behind, "{day}", "Days that are over and not sealed, as this pod last saw.");
    }

    public void Sealed() => days.Add(1);

    public void Refused() => refused.Add(1);

    public void Conflicted() => conflicts.Add(1);

    public void Behind(int daysNotSealed) => behind = daysNotSealed;
}
