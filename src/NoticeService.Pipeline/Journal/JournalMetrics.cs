using System.Diagnostics.Metrics;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Journal;

/// <summary>What the journal writes. Thread-safe.</summary>
public sealed class JournalMetrics
{
    private static readonly double[] DurationBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];

    private readonly Counter<long> entries;
    private readonly Counter<long> failures;
    private readonly Counter<long> damages;
    private readonly Counter<long> lost;
    private readonly Histogram<double> commit;

    public JournalMetrics(IMeterFactory meters)
    {
        var meter = NoticeMeter.Create(meters);
        entries = meter.CreateCounter<long>("notice.journal.entries", "{entry}", "Entries that are on the disk.");
        failures = meter.CreateCounter<long>("notice.journal.failures", "{failure}", "Times that the journal could not be opened, written or flushed.");
        damages = meter.CreateCounter<long>("notice.journal.damages", "{place}", "Places of the journal that could not be read: torn tails that were cut off, and damaged entries.");
        lost = meter.CreateCounter<long>("notice.journal.updates_lost", "{update}", "Sends and receipts that are in the store and not in the journal, because it could not be written.");
        commit = meter.CreateHistogram(
            "notice.journal.commit.duration",
            "s",
            "Writing and flushing what waited, once for all of it.",
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBoundaries });
        meter.CreateObservableGauge("notice.journal.healthy", () => Healthy ? 1 : 0, "{journal}", "1 while the journal can be written; at 0 this pod sends no notice.");
    }

    /// <summary>As exported.</summary>
    public bool Healthy { get; set; }

    public void Committed(int count, TimeSpan elapsed)
    {
        entries.Add(count);
        commit.Record(elapsed.TotalSeconds);
    }

    public void Failed() => failures.Add(1);

    public void Damaged(long places) => damages.Add(places);

    public void UpdateLost() => lost.Add(1);
}
