using System.Diagnostics.Metrics;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Reconciliation;

/// <summary>What the store forgot and was given back. Thread-safe.</summary>
public sealed class ReconciliationMetrics
{
    private readonly Counter<long> losses;
    private readonly Counter<long> restored;
    private readonly Counter<long> changed;

    public ReconciliationMetrics(IMeterFactory meters, LedgerCondition condition)
    {
        var meter = NoticeMeter.Create(meters);
        losses = meter.CreateCounter<long>("notice.ledger.losses", "{loss}", "Times that the store was found to have forgotten what it had confirmed.");
        restored = meter.CreateCounter<long>("notice.ledger.restored", "{record}", "Records that the journal gave back to the store, or whose later state it had.");
        changed = meter.CreateCounter<long>("notice.ledger.contradictions", "{record}", "Records that say something else in the store than in the journal: verify names them.");
        meter.CreateObservableGauge("notice.ledger.whole", () => condition.IsWhole ? 1 : 0, "{ledger}", "1 while the store is known to have all that this pod's journal has; at 0 this pod sends no notice.");
    }

    public void Lost() => losses.Add(1);

    public void Restored(long records) => restored.Add(records);

    public void Contradicted() => changed.Add(1);
}
