using System.ComponentModel.DataAnnotations;

namespace NoticeService.Hosting;

/// <summary>Where the service listens and what it reads at start. Section <c>NoticeService</c>.</summary>
public sealed class ServiceOptions
{
    public const string Section = "NoticeService";

    /// <summary>IP and port of the console. Default 127.0.0.1:5080.</summary>
    [Required]
    public string Console { get; set; } = "127.0.0.1:5080";

    /// <summary>IP and port of gRPC. Default 127.0.0.1:5081.</summary>
    [Required]
    public string Grpc { get; set; } = "127.0.0.1:5081";

    /// <summary>IP and port for viewers: the page that tells why a notice was shown, and nothing else. Default empty: none.</summary>
    public string Public { get; set; } = "";

    /// <summary>
    /// Where viewers reach <see cref="Public"/> from outside, an http or https address without query: notices then have the link
    /// to their page. Default empty: they have none.
    /// </summary>
    public string PublicUrl { get; set; } = "";

    /// <summary>Path of <c>notices.json</c>. Default empty: the one beside the program.</summary>
    public string Config { get; set; } = "";

    /// <summary>Recorded calm telemetry to begin from. Default empty: none.</summary>
    public string History { get; set; } = "";

    /// <summary>This pod's name, unique among those that share a store. Default empty: host name and process id.</summary>
    public string Pod { get; set; } = "";

    /// <summary>Shards of the cells; the same on all pods. Default 4; 1 to 1,024.</summary>
    [Range(1, 1_024)]
    public int Shards { get; set; } = 4;

    /// <summary>
    /// Networks of proxies whose X-Forwarded-For is believed, for example 10.0.0.0/8. Loopback always is. Default none: the
    /// address of the connection is the client's.
    /// </summary>
    public IList<string> TrustedProxies { get; } = [];

    /// <summary>Ends the service when its standard input closes: for a parent that may be killed. Default false.</summary>
    public bool ExitWhenStdinCloses { get; set; }

    /// <summary>How long the players that are sent elsewhere may take to come back, spread over this time. Default 5 s; 0 to 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan ReconnectSpread { get; set; } = TimeSpan.FromSeconds(5);
}
