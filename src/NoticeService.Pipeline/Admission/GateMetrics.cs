using System.Diagnostics.Metrics;
using NoticeService.Domain.Admission;
using NoticeService.Domain.Ledger;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Admission;

/// <summary>What the gate decides and what goes out. Thread-safe.</summary>
public sealed class GateMetrics
{
    private readonly TaggedCounter<RefusalReason> refused;
    private readonly TaggedCounter<Culprit> sent;
    private readonly Counter<long> admitted;
    private readonly Counter<long> lost;

    public GateMetrics(IMeterFactory meters)
    {
        var meter = NoticeMeter.Create(meters);
        refused = new(meter, "notice.gate.refused", "{refusal}", "reason", "Suffering sessions that were sent nothing, by why; each counts again when it asks again.");
        sent = new(meter, "notice.notices.sent", "{notice}", "culprit", "Notices handed to a player.");
        admitted = meter.CreateCounter<long>("notice.notices.admitted", "{notice}", "Notices recorded in the ledger, by culprit and arm.");
        lost = meter.CreateCounter<long>("notice.notices.undelivered", "{notice}", "Notices admitted whose player was gone, or that were stopped before the send.");
    }

    /// <summary>By reason, on this pod.</summary>
    public IReadOnlyDictionary<string, long> Refusals => refused.Totals();

    /// <summary>By culprit, on this pod.</summary>
    public IReadOnlyDictionary<string, long> NoticesSent => sent.Totals();

    public void Refused(RefusalReason reason) => refused.Add(reason);

    public void Admitted(LedgerRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        admitted.Add(
            1,
            new KeyValuePair<string, object?>("culprit", TaggedCounter<Culprit>.NameOf(record.Culprit)),
            new KeyValuePair<string, object?>("arm", record.Shadow ? "shadow" : record.Holdout ? "holdout" : "treatment"));
    }

    public void Sent(LedgerRecord record) => sent.Add(record.Culprit);

    public void Undelivered(LedgerRecord record) =>
        lost.Add(1, new KeyValuePair<string, object?>("culprit", TaggedCounter<Culprit>.NameOf(record.Culprit)));
}
