using System.ComponentModel.DataAnnotations;

namespace NoticeService.Redis.Embedded;

/// <summary>The store that the service starts for itself when no Redis is configured. Section <c>Embedded</c>.</summary>
public sealed class EmbeddedStoreOptions
{
    public const string Section = "Embedded";

    /// <summary>
    /// Path of <c>GarnetServer.dll</c>. Default empty: <c>garnet/GarnetServer.dll</c> beside the service, else the
    /// garnet-server package that the build fetched.
    /// </summary>
    public string ServerPath { get; set; } = "";

    /// <summary>Folder of its files; made when absent; one service at a time. Default <c>data</c> in the working directory.</summary>
    [Required]
    public string DataDirectory { get; set; } = "data";

    /// <summary>
    /// Memory for the data, MB, taken as it is needed. The store drops what does not fit, so give it room; health says when
    /// it runs short. A notice takes about 3 KB. Default 1,024; 64 to 65,536.
    /// </summary>
    [Range(64, 65_536)]
    public int MemoryMegabytes { get; set; } = 1_024;

    /// <summary>How long it may take to answer after a start before it is started anew. Default 60 s; 1 s to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Pause between pings of a store that has answered. Default 2 s; 100 ms to 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one ping may take. Default 2 s; 100 ms to 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Pings missed in a row before a store whose process lives is taken for hung, killed and started again; so with the other
    /// two at their defaults after at most 20 s. Default 5; 1 to 100.
    /// </summary>
    [Range(1, 100)]
    public int PingsMissed { get; set; } = 5;
}
