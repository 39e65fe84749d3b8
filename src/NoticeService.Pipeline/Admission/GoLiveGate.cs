using Microsoft.Extensions.Logging;
using NoticeService.Domain.Admission;
using NoticeService.Pipeline.Evaluation;

namespace NoticeService.Pipeline.Admission;

/// <summary>
/// Whether this pod may send, by the last order that <see cref="SuspensionBoard"/> heard from the store; until it has heard one it may
/// not; and a calibration opens it only for verdicts of the same thresholds. While shut every cohort is a shadow cohort. Thread-safe.
/// </summary>
public sealed partial class GoLiveGate
{
    private readonly FeedHolder feed;
    private readonly ILogger logger;
    private volatile GoLiveStatus current;

    /// <param name="rule">Judges the orders.</param>
    /// <param name="feed">Tells by which thresholds the leader judges.</param>
    /// <param name="metrics">Tells how it stands.</param>
    /// <param name="logger">Tells when that changes.</param>
    public GoLiveGate(GoLiveRule rule, FeedHolder feed, GoLiveMetrics metrics, ILogger<GoLiveGate> logger)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(metrics);
        ArgumentNullException.ThrowIfNull(feed);
        Rule = rule;
        this.feed = feed;
        this.logger = logger;
        current = rule.Unheard();
        metrics.Observe(this);
    }

    public GoLiveRule Rule { get; }

    // Before anything was evaluated there is no verdict to answer for.
    public GoLiveStatus Current => feed.Current.Feed is { Window.Index: > 0 } heard ? Rule.Towards(current, heard.Fingerprint) : current;

    /// <summary>Takes the last order for in force. One at a time.</summary>
    internal void Hear(GoLiveOrder? order)
    {
        var before = current;
        if (before.State is not GoLiveState.Unknown && before.Order == order)
        {
            return;
        }

        current = Rule.Judge(order);
        if (current.State == before.State && current.Order == before.Order)
        {
            return;
        }

        if (current.IsLive)
        {
            LogLive(logger, current.Because);
        }
        else
        {
            LogShadow(logger, current.Because);
        }
    }

    [LoggerMessage(1480, LogLevel.Information, "This installation is live: notices are sent. {Because}")]
    private static partial void LogLive(ILogger logger, string because);

    [LoggerMessage(1481, LogLevel.Warning, "This installation is in shadow: notices are decided and recorded, and none is sent. {Because}")]
    private static partial void LogShadow(ILogger logger, string because);
}
