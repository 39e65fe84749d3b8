using System.Diagnostics.Metrics;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Retention;

/// <summary>What has been kept for long enough. Thread-safe.</summary>
public sealed class RetentionMetrics(IMeterFactory meters)
{
    private readonly Counter<long> expired =
        NoticeMeter.Create(meters).CreateCounter<long>("notice.ledger.expired", "{record}", "Records that this pod took out of the ledger because they had been kept for Ledger:RetentionDays.");

    public void Expired(int records) => expired.Add(records);
}
