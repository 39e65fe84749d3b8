using System.Diagnostics.Metrics;
using NoticeService.Domain.Samples;
using NoticeService.Pipeline.Telemetry;

namespace NoticeService.Pipeline.Sessions;

/// <summary>What comes in.</summary>
public sealed class SessionMetrics
{
    private readonly TaggedCounter<Testimony> accepted;
    private readonly TaggedCounter<DropReason> dropped;
    private readonly TaggedCounter<SessionKind> started;
    private readonly TaggedCounter<SessionEnd> ended;
    private readonly TaggedCounter<StartRefusal> refused;

    public SessionMetrics(IMeterFactory meters)
    {
        var meter = NoticeMeter.Create(meters);
        accepted = new(meter, "notice.samples.accepted", "{sample}", "testimony", "Good samples, by what they say about speed.");
        dropped = new(meter, "notice.samples.dropped", "{sample}", "reason", "Bad samples, by what is wrong with them.");
        started = new(meter, "notice.sessions.started", "{session}", "kind", "Sessions begun.");
        ended = new(meter, "notice.sessions.ended", "{session}", "reason", "Sessions ended.");
        refused = new(meter, "notice.sessions.refused", "{session}", "reason", "Sessions or streams that did not begin.");
        meter.CreateObservableUpDownCounter("notice.sessions.active", () => Active, "{session}", "Live sessions on this pod.");
    }

    public long Active => started.Sum() - ended.Sum();

    public long Accepted => accepted.Sum();

    public IReadOnlyDictionary<string, long> Dropped => dropped.Totals();

    public void Sample(DropReason drop, Testimony testimony)
    {
        if (drop == DropReason.None)
        {
            accepted.Add(testimony);
        }
        else
        {
            dropped.Add(drop);
        }
    }

    public void Started(SessionKind kind) => started.Add(kind);

    public void Ended(SessionEnd reason) => ended.Add(reason);

    public void Refused(StartRefusal reason) => refused.Add(reason);
}

/// <summary>Why a session or its stream did not begin. A metric tag.</summary>
public enum StartRefusal : byte
{
    /// <summary>It may begin.</summary>
    None,

    /// <summary>A field of SessionStart is missing, too long or malformed.</summary>
    BadStart,

    /// <summary>Something else came before SessionStart.</summary>
    NotStarted,

    /// <summary>The session id is in use by another household.</summary>
    IdTaken,

    /// <summary>This pod holds as many sessions as it may.</summary>
    Full,

    /// <summary>The household holds as many sessions as it may.</summary>
    HouseholdFull,

    /// <summary>This pod is going away.</summary>
    Draining,

    /// <summary>No token, or one that does not fit.</summary>
    Unauthenticated,

    /// <summary>The user id is not the token's subject.</summary>
    OtherUser,
}
