using System.ComponentModel.DataAnnotations;

namespace NoticeService.Pipeline.Sessions;

/// <summary>How sessions are held.</summary>
public sealed class SessionOptions
{
    public const string Section = "Sessions";

    /// <summary>How often players are asked to report, ms. Default 10,000: one sample a window.</summary>
    [Range(1_000, 60_000)]
    public int ReportIntervalMs { get; set; } = 10_000;

    /// <summary>Sessions that this pod holds at once; more are refused with RESOURCE_EXHAUSTED. Default 1,000,000.</summary>
    [Range(1, 100_000_000)]
    public int MaxSessions { get; set; } = 1_000_000;

    /// <summary>Sessions that one household holds at once on this pod; more are refused with RESOURCE_EXHAUSTED. Default 100.</summary>
    [Range(1, 1_000_000)]
    public int MaxSessionsPerHousehold { get; set; } = 100;

    /// <summary>Streams that have not said who they are, at once; more are refused with RESOURCE_EXHAUSTED. Default 10,000.</summary>
    [Range(1, 10_000_000)]
    public int MaxUnstartedStreams { get; set; } = 10_000;

    /// <summary>How long a stream may take to say who it is. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan StartWithin { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Samples of one session that are taken in one window of 10 s; more are dropped as too fast. Default 20; 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxSamplesPerWindow { get; set; } = Domain.Samples.SampleRules.MaxPerWindow;

    /// <summary>A session by Report ends when nothing came for this long. Default 60 s: several report intervals.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan ReportIdle { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// A session by Watch ends when nothing came on its stream for this long; at least two report intervals. Default 10 min: a player that is
    /// paused has nothing to report, and no notice is due to it; one that is paused for longer begins a stream when it plays on.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan WatchIdle { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often changed norms are written, at least. Default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan NormSaveInterval { get; set; } = TimeSpan.FromSeconds(60);
}
