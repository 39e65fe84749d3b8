using System.ComponentModel.DataAnnotations;

namespace NoticeService.Web;

/// <summary>How the console is served.</summary>
public sealed class ConsoleOptions
{
    /// <summary>
    /// The local TCP port on which the console answers; 0 is any, the default. With a port, the console cannot be reached
    /// through the port that players use.
    /// </summary>
    [Range(0, 65_535)]
    public int Port { get; set; }

    /// <summary>Browsers that may follow the page at once; the next gets 503. 1 to 10,000; 200 by default.</summary>
    [Range(1, 10_000)]
    public int MaxWatchers { get; set; } = 200;

    /// <summary>A page older than this is marked as stale. 5 s by default: the data is renewed about once a second.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan SnapshotStaleAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Verdicts whose window ended longer ago than this are marked as stale. 45 s by default: four windows and some.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan VerdictsStaleAfter { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>
    /// Health items that a pod needs to begin with, and that are only told once it has begun: when the store fails it fails for
    /// all pods at once, and the players' streams are worth keeping until it is back.
    /// </summary>
    public ISet<string> StartupItems { get; } = new HashSet<string>(StringComparer.Ordinal) { "store", "redis", "embedded-store" };

    /// <summary>
    /// Health items that are told but do not take the pod out of service: a rejected file leaves the last good one in force,
    /// and every pod has the same file, so that one typo must not empty the load balancer.
    /// </summary>
    public ISet<string> AdvisoryItems { get; } = new HashSet<string>(StringComparer.Ordinal) { "configuration", "leader", "journal", "ledger", "recording" };
}
