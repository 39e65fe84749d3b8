using System.Diagnostics.Metrics;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Experiments;

/// <summary>Why nothing will be known of a session, or of a return. A metric tag.</summary>
public enum FollowUpLoss : byte
{
    /// <summary>This pod follows as many sessions as it may.</summary>
    TooManyFollowed,

    /// <summary>The session has had as many notices as are followed of one.</summary>
    TooManyNotices,

    /// <summary>This pod stopped before the store had taken how the session ended.</summary>
    NotWrittenAtStop,

    /// <summary>More sessions began than could be looked up while the store was out.</summary>
    TooManyBegun,
}

/// <summary>How the experiment's outcomes are gathered. Thread-safe.</summary>
public sealed class FollowUpMetrics
{
    private readonly TaggedCounter<FollowUpLoss> lost;
    private readonly Counter<long> written;
    private long followed;

    public FollowUpMetrics(IMeterFactory meters)
    {
        var meter = NoticeMeter.Create(meters);
        meter.CreateObservableUpDownCounter("notice.experiment.followed", () => Followed, "{session}", "Sessions that are followed after a decision on this pod.");
        written = meter.CreateCounter<long>("notice.experiment.outcomes_written", "{outcome}", "Parts of outcomes that the store confirmed.");
        lost = new(meter, "notice.experiment.lost", "{session}", "reason", "Sessions whose outcome or return will be missing in the experiment, by why.");
    }

    public long Followed => Interlocked.Read(ref followed);

    public long LostBy(FollowUpLoss reason) => lost.Total(reason);

    public void Begun() => Interlocked.Increment(ref followed);

    public void Over(int sessions) => Interlocked.Add(ref followed, -sessions);

    public void Written(int outcomes) => written.Add(outcomes);

    public void Lost(FollowUpLoss reason, long sessions = 1) => lost.Add(reason, sessions);
}
