using System.Diagnostics.Metrics;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Configuration;

/// <summary>What a look at the file came to.</summary>
public enum ReloadOutcome : byte
{
    /// <summary>Nothing new: not counted.</summary>
    Unchanged,

    /// <summary>New, right, and in force.</summary>
    Applied,

    /// <summary>New and wrong: the last good one stays.</summary>
    Rejected,
}

/// <summary>Counts reloads, and times them. Thread-safe.</summary>
internal sealed class ConfigurationMetrics(IMeterFactory meters)
{
    /// <summary>Tagged <c>outcome</c>: <c>applied</c> or <c>rejected</c>. The first load is not a reload.</summary>
    public const string Reloads = "notice.config.reloads";

    private readonly Counter<long> reloads = NoticeMeter.Create(meters).CreateCounter<long>(
        Reloads, "{reload}", "Changes of the configuration file that were applied or rejected.");

    private readonly Histogram<double> applied = NoticeMeter.Create(meters).CreateHistogram<double>(
        "notice.config.apply.duration", "s", "From seeing that the file has changed until what it says is in force, kill switches too.");

    public void InForceAfter(TimeSpan elapsed) => applied.Record(elapsed.TotalSeconds);

    public void Reloaded(ReloadOutcome outcome) =>
        reloads.Add(1, new KeyValuePair<string, object?>("outcome", outcome == ReloadOutcome.Applied ? "applied" : "rejected"));
}
