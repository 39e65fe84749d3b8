using System.ComponentModel.DataAnnotations;

namespace NoticeService.Redis;

/// <summary>How to reach Redis and how long to bear with it. Section <c>Redis</c>, for example <c>Redis__Connection=host:6379</c>.</summary>
public sealed class RedisOptions
{
    public const string Section = "Redis";

    /// <summary>
    /// Servers and settings as StackExchange.Redis reads them: <c>host:port,host:port,password=...,ssl=true</c>. Name every
    /// node of a cluster. Default empty: the embedded store is started.
    /// </summary>
    public string Connection { get; set; } = "";

    /// <summary>Put before every key, so that installations can share a server. Default empty; no braces.</summary>
    [RegularExpression("^[^{}]*$", ErrorMessage = "Redis:KeyPrefix must not contain braces: they would change the hash tags.")]
    public string KeyPrefix { get; set; } = "";

    /// <summary>How long one try of one call may take. Default 1 s; 10 ms to 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a connection may take to be made. Default 2 s; 100 ms to 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Calls that the server has not answered, at most; one more fails at once. A call that timed out still counts until the
    /// client gives it up, since it still holds memory. Default 10,000; 1 to 1,000,000.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxInFlight { get; set; } = 10_000;

    /// <summary>
    /// Replicas that must have a suspension or an admission before it counts as confirmed, so that a failover lifts neither a
    /// suspension nor a cooldown. Default 0, for a server without replicas: nothing is waited for. 1 where there are some; 0 to 5.
    /// With too few replicas left no notice goes out.
    /// </summary>
    [Range(0, 5)]
    public int ReplicasConfirming { get; set; }

    /// <summary>
    /// How long replicas are waited for. All that waits at the time shares one wait, but the connection does nothing else meanwhile.
    /// Default 200 ms; 1 ms to 10 s, and shorter than <see cref="CallTimeout"/>.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan ReplicaWait { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Tries after the first, only for calls that may be repeated. Default 1; 0 to 5.</summary>
    [Range(0, 5)]
    public int Retries { get; set; } = 1;

    /// <summary>Wait before the first repeat, doubled for each and jittered. Default 50 ms; 1 ms to 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Share of failed calls that opens the breaker. Default 0.5; 0.01 to 1.</summary>
    [Range(0.01, 1.0)]
    public double BreakerFailureRatio { get; set; } = 0.5;

    /// <summary>Calls within the breaker's sampling time below which it never opens. Default 10; 2 to 10,000.</summary>
    [Range(2, 10_000)]
    public int BreakerMinimumCalls { get; set; } = 10;

    /// <summary>Time over which the breaker counts. Default 10 s; 500 ms to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:10:00")]
    public TimeSpan BreakerSampling { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an open breaker refuses before it tries one call. Default 2 s; 500 ms to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:10:00")]
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Pause between heartbeats. Default 500 ms; 50 ms to 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Heartbeats missed in a row before the connection is thrown away and made anew. Default 2; 1 to 100.</summary>
    [Range(1, 100)]
    public int HeartbeatsMissed { get; set; } = 2;
}
