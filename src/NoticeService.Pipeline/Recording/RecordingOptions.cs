using System.ComponentModel.DataAnnotations;

namespace NoticeService.Pipeline.Recording;

/// <summary>The recording of the telemetry that this pod counts. Section <c>Recording</c>.</summary>
public sealed class RecordingOptions
{
    public const string Section = "Recording";

    /// <summary>Folder of the recording; made when absent; one service at a time. Default empty: nothing is recorded.</summary>
    public string Directory { get; set; } = "";

    /// <summary>A part that is as long is closed, and another begun. Default 256 MB; 1 to 65,536.</summary>
    [Range(1, 65_536)]
    public int PartMegabytes { get; set; } = 256;

    /// <summary>When the folder's parts are longer together, the oldest is deleted. Default 20,480 MB; 1 to 100,000,000.</summary>
    [Range(1, 100_000_000)]
    public int MaxMegabytes { get; set; } = 20_480;

    /// <summary>Nothing is recorded while the disk has less room left: the journal may be on it too. Default 1,024 MB; 0 to 100,000,000.</summary>
    [Range(0, 100_000_000)]
    public int LeaveFreeMegabytes { get; set; } = 1_024;

    /// <summary>Rows that wait to be written; more are lost, and counted. Default 65,536; 16 to 10,000,000.</summary>
    [Range(16, 10_000_000)]
    public int QueueLength { get; set; } = 65_536;

    /// <summary>How often what waits is written, at least: what a crash loses. Default 10 s; 1 s to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan WriteInterval { get; set; } = TimeSpan.FromSeconds(10);
}
