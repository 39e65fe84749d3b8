using System.Diagnostics.Metrics;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Recording;

/// <summary>Why a row is not in the recording. Becomes a metric tag: a closed list.</summary>
public enum LostRowReason : byte
{
    /// <summary>More waited than are kept.</summary>
    Queue,

    /// <summary>The disk is full or broken, or has less room than is to be left.</summary>
    Disk,
}

/// <summary>What is recorded and what is lost. Thread-safe.</summary>
public sealed class RecordingMetrics
{
    private readonly Counter<long> rows;
    private readonly TaggedCounter<LostRowReason> lost;

    public RecordingMetrics(IMeterFactory meters)
    {
        var meter = NoticeMeter.Create(meters);
        rows = meter.CreateCounter<long>("notice.recording.rows", "{row}", "Rows of telemetry that were recorded.");
        lost = new(meter, "notice.recording.lost_rows", "{row}", "reason", "Rows of telemetry that are missing from the recording.");
    }

    /// <summary>Rows that are missing, since the service started.</summary>
    public long Lost => lost.Sum();

    internal void Recorded(long count) => rows.Add(count);

    internal void Lose(LostRowReason reason, long count = 1) => lost.Add(reason, count);
}
