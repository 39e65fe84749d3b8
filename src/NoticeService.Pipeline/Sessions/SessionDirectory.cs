using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using NoticeService.Domain.Households;
using NoticeService.Domain.Networks;
using NoticeService.Domain.Samples;
using NoticeService.Pipeline.Evaluation;
using NoticeService.Pipeline.Recording;

namespace NoticeService.Pipeline.Sessions;

/// <summary>A session, and when it began here, ms since the Unix epoch.</summary>
public readonly record struct BegunSession(PlaybackSession Session, long StartedMs);

/// <summary>The live sessions of this pod. Thread-safe.</summary>
public sealed class SessionDirectory(
    HouseholdDirectory households,
    FeedHolder feed,
    SessionMetrics metrics,
    IOptions<SessionOptions> options,
    TimeProvider time,
    TelemetryRecorder? recorder = null)
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, PlaybackSession> live = new(StringComparer.Ordinal);
    // Begun sessions are taken each second, unless the store hangs.
    private const int MaxBegun = 200_000;

    private readonly ConcurrentQueue<PlaybackSession> ended = new();
    private readonly ConcurrentQueue<BegunSession> begun = new();
    private long begunDropped;
    private volatile bool draining;
    private (long Ms, long Timestamp) swept = (time.GetUtcNow().ToUnixTimeMilliseconds(), time.GetTimestamp());

    public ICollection<PlaybackSession> Live => live.Values;

    public int Count => live.Count;

    /// <summary>Begins a session, or takes one over from an older stream of the same household.</summary>
    /// <param name="identity">Who plays.</param>
    /// <param name="household">The subscriber's pseudonym.</param>
    /// <param name="network">The tables in force now; the session keeps them.</param>
    /// <param name="channel">The way back.</param>
    /// <param name="session">Null when refused.</param>
    public StartRefusal TryStart(SessionIdentity identity, HouseholdId household, NetworkTable network, INoticeChannel channel, out PlaybackSession? session)
    {
        ArgumentNullException.ThrowIfNull(identity);
        session = null;
        if (draining)
        {
            return Refuse(StartRefusal.Draining);
        }

        var home = households.Enter(household);
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var fresh = new PlaybackSession(identity, home, network, channel, nowMs, options.Value.MaxSamplesPerWindow);
        fresh.Recorded = recorder?.Begin(identity, household);
        while (true)
        {
            if (live.TryGetValue(identity.SessionId, out var older))
            {
                // Somebody else's session is not ours to take: the id may have been guessed.
                if (older.Household.Id != household)
                {
                    households.Leave(home);
                    return Refuse(StartRefusal.IdTaken);
                }

                if (!live.TryUpdate(identity.SessionId, fresh, older))
                {
                    continue;
                }

                Retire(older, SessionEnd.Replaced);
                break;
            }

            var full = live.Count >= options.Value.MaxSessions ? StartRefusal.Full
                : home.Uses > options.Value.MaxSessionsPerHousehold ? StartRefusal.HouseholdFull
                : StartRefusal.None;
            if (full != StartRefusal.None)
            {
                households.Leave(home);
                return Refuse(full);
            }

            if (live.TryAdd(identity.SessionId, fresh))
            {
                break;
            }
        }

        metrics.Started(identity.Kind);
        if (draining)
        {
            // The drain may have gone by before this one was in.
            End(fresh, SessionEnd.Drained);
            return Refuse(StartRefusal.Draining);
        }

        if (begun.Count < MaxBegun)
        {
            begun.Enqueue(new BegunSession(fresh, nowMs));
        }
        else
        {
            Interlocked.Increment(ref begunDropped);
        }

        session = fresh;
        return StartRefusal.None;
    }

    /// <summary>The session of an id, if it is live here.</summary>
    public PlaybackSession? Find(string sessionId) => live.GetValueOrDefault(sessionId);

    /// <summary>Takes a sample and counts it.</summary>
    public DropReason Record(PlaybackSession session, in Sample sample) => Record(session, sample, time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Takes a sample that was received at a known time, and counts it.</summary>
    public DropReason Record(PlaybackSession session, in Sample sample, long receivedMs)
    {
        ArgumentNullException.ThrowIfNull(session);
        var drop = session.Record(sample, receivedMs, feed.Current, out var testimony);
        metrics.Sample(drop, testimony);
        if (drop == DropReason.None && session.Recorded is { } recorded)
        {
            recorder!.Take(recorded, sample, receivedMs);
        }

        return drop;
    }

    /// <summary>Ends a session; no harm if it ended or was replaced before.</summary>
    public void End(PlaybackSession session, SessionEnd reason)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (live.TryRemove(KeyValuePair.Create(session.Identity.SessionId, session)))
        {
            Retire(session, reason);
        }
    }

    /// <summary>Ends the sessions from which nothing came for too long. Not to be called twice at a time.</summary>
    public void EndIdle()
    {
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (ClockWasSet(nowMs))
        {
            // How long each was silent is not known any more: its time begins anew.
            foreach (var session in live.Values)
            {
                session.Touch(nowMs);
            }

            return;
        }

        var reportBefore = nowMs - (long)options.Value.ReportIdle.TotalMilliseconds;
        var watchBefore = nowMs - (long)options.Value.WatchIdle.TotalMilliseconds;
        foreach (var session in live.Values)
        {
            if (session.LastSeenMs < (session.Identity.Kind == SessionKind.Report ? reportBefore : watchBefore))
            {
                End(session, SessionEnd.Idle);
            }
        }
    }

    /// <summary>Sends every player elsewhere and takes no more.</summary>
    public void Drain()
    {
        draining = true;
        foreach (var session in live.Values)
        {
            End(session, SessionEnd.Drained);
        }
    }

    /// <summary>The sessions that ended since the last call: their last window still counts.</summary>
    public IReadOnlyList<PlaybackSession> TakeEnded()
    {
        var taken = new List<PlaybackSession>();
        for (var count = ended.Count; count > 0 && ended.TryDequeue(out var session); count--)
        {
            taken.Add(session);
        }

        return taken;
    }

    /// <summary>The sessions that began since the last call, and how many more did that could not be kept.</summary>
    public (IReadOnlyList<BegunSession> Begun, long Dropped) TakeBegun()
    {
        var taken = new List<BegunSession>();
        for (var count = begun.Count; count > 0 && begun.TryDequeue(out var session); count--)
        {
            taken.Add(session);
        }

        return (taken, Interlocked.Exchange(ref begunDropped, 0));
    }

    private void Retire(PlaybackSession session, SessionEnd reason)
    {
        var channel = session.Channel;
        session.Finish(feed.Current, reason, time.GetUtcNow().ToUnixTimeMilliseconds());
        households.Leave(session.Household);
        ended.Enqueue(session);
        metrics.Ended(reason);
        channel.Close(reason);
    }

    // Set, and not slowly adjusted: an hour ahead all would look silent for an hour.
    private bool ClockWasSet(long nowMs)
    {
        var (before, timestamp) = (swept, time.GetTimestamp());
        swept = (nowMs, timestamp);
        var passed = time.GetElapsedTime(before.Timestamp, timestamp);
        return (TimeSpan.FromMilliseconds(nowMs - before.Ms) - passed).Duration() > ClockTolerance;
    }

    private StartRefusal Refuse(StartRefusal reason)
    {
        metrics.Refused(reason);
        return reason;
    }
}
