using System.Net;
using System.Text;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;
using NoticeService.Domain.Networks;
using NoticeService.Domain.Samples;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Evaluation;
using NoticeService.Pipeline.Recording;
using NoticeService.Pipeline.Sessions;

namespace NoticeService.Pipeline.Replay;

/// <summary>
/// Plays recorded telemetry through the sessions, cells and the verdict engine of the live service, window by window. The
/// same rows give the same verdicts. Memory is bounded by the live sessions, and 64 bytes a household. Not thread-safe.
/// </summary>
public sealed class TelemetryReplay
{
    /// <summary>Rows may come in any order within this time, ms.</summary>
    public const long DisorderMs = 60_000;

    /// <summary>A session that sent nothing for this many windows is over.</summary>
    private const int IdleWindows = 6;

    private readonly NetworkTable network;
    private readonly HouseholdKey key;
    private readonly VerdictEngine engine;
    private readonly IReplayObserver? observer;
    private readonly bool isCalm;
    private readonly ReplayOrder order = new();
    private readonly ReplayHouseholds households = new();
    private readonly Dictionary<byte[], ReplaySession> sessions = new(Utf8Comparer.Instance);
    private readonly Dictionary<byte[], ReplaySession>.AlternateLookup<ReadOnlySpan<byte>> byId;
    private readonly List<ReplaySession> replaced = [];
    private readonly List<ReplaySession> touched = [];
    private readonly List<Contribution> contributions = [];
    private FeedView feed = FeedView.Empty;
    private Window now;
    private long sequence;

    /// <param name="network">Tables.</param>
    /// <param name="key">For pseudonyms.</param>
    /// <param name="engine">Judges, or learns.</param>
    /// <param name="isCalm">The recording is known to be calm: it is learned from, and not judged.</param>
    /// <param name="observer">Hears what is found; null for none.</param>
    public TelemetryReplay(NetworkTable network, HouseholdKey key, VerdictEngine engine, bool isCalm = false, IReplayObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        this.network = network;
        this.key = key;
        this.engine = engine;
        this.isCalm = isCalm;
        this.observer = observer;
        engine.Names = network;
        byId = sessions.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>What became of the rows so far.</summary>
    public ReplayCounts Counts { get; } = new();

    /// <summary>Sessions held now.</summary>
    public int LiveSessions => sessions.Count;

    /// <summary>Takes the next row of the file.</summary>
    public void Take(in TelemetryLine line)
    {
        Counts.Rows++;
        var session = Session(line);
        session.Waiting++;
        order.Add(new ReplayRow(session, line.ToSample(Server(session, line.Server)), ++sequence), Counts);
        PlayReady(isEnd: false);
    }

    /// <summary>Plays what waits. No row may follow.</summary>
    public void Finish()
    {
        PlayReady(isEnd: true);
        foreach (var session in sessions.Values.Concat(replaced))
        {
            End(session);
        }

        sessions.Clear();
        replaced.Clear();
    }

    /// <summary>The norms that were learned, after <see cref="Finish"/>.</summary>
    public IReadOnlyDictionary<HouseholdId, HouseholdNorms> Norms() => households.All();

    private void PlayReady(bool isEnd)
    {
        while (order.Next(isEnd, Counts) is var (window, rows))
        {
            PassSilence(window);
            Play(window, rows);
            order.Recycle(rows);
        }
    }

    // While nothing comes verdicts close; after that nothing changes until something comes again.
    private void PassSilence(Window next)
    {
        if (now.Index == 0)
        {
            return;
        }

        for (var silent = now.Next; silent < next && silent - now <= IdleWindows; silent = silent.Next)
        {
            Evaluate(silent);
            EndIdle(silent);
        }
    }

    private void Play(Window window, List<ReplayRow> rows)
    {
        now = window;
        Counts.Windows++;
        households.Turn(window.StartMs);
        foreach (var row in rows)
        {
            var session = row.Session;
            session.Waiting--;
            if (session.Last != window)
            {
                session.Last = window;
                touched.Add(session);
            }

            Counts.Count(session.Playback.Record(row.Sample, row.Sample.TimeMs, feed, out _));
            Counts.UnknownIsp += session.Playback.Identity.Isp is null ? 1 : 0;
        }

        foreach (var session in touched)
        {
            if (session.Playback.TryCollect(window, out var contribution))
            {
                contributions.Add(contribution);
            }
        }

        Evaluate(window);
        if (observer is not null)
        {
            foreach (var session in touched)
            {
                observer.Measured(session.Playback.Identity.SessionId, window, session.Playback.Fare(window, feed));
            }
        }

        touched.Clear();
        contributions.Clear();
        EndIdle(window);
    }

    private void Evaluate(Window window)
    {
        // The engine counts windows from 1.
        if (window.Index <= engine.Window.Index)
        {
            return;
        }

        var cells = CellAssembly.Build(contributions);
        if (isCalm)
        {
            engine.LearnCalm(window, cells);
            return;
        }

        observer?.Gathered(window, cells);
        engine.Evaluate(window, cells);
        feed = new FeedView(engine.Feed());
        observer?.Evaluated(window, feed.Feed);
    }

    // Each window looks at a part only: a session may stay a little longer than it must.
    private void EndIdle(Window window)
    {
        if (window.Index % IdleWindows != 0)
        {
            return;
        }

        foreach (var session in sessions.Values)
        {
            if (IsIdle(session, window))
            {
                End(session);
                sessions.Remove(session.Key);
            }
        }

        replaced.RemoveAll(session =>
        {
            var ends = IsIdle(session, window);
            if (ends)
            {
                End(session);
            }

            return ends;
        });
    }

    private static bool IsIdle(ReplaySession session, Window window) => session.Waiting == 0 && window - session.Last >= IdleWindows;

    private void End(ReplaySession session)
    {
        // Nobody follows a replayed session: only that its last window still teaches matters here.
        session.Playback.Finish(feed, SessionEnd.Idle, session.Playback.LastSeenMs);
        households.Leave(session.Playback.Household);
    }

    private ReplaySession Session(in TelemetryLine line)
    {
        if (byId.TryGetValue(line.SessionId, out var known))
        {
            if (known.Is(line.ClientIp, line.Player))
            {
                return known;
            }

            // As live: a second start of the same session takes the first one's place.
            sessions.Remove(known.Key);
            replaced.Add(known);
        }

        var address = IPAddress.TryParse(Encoding.UTF8.GetString(line.ClientIp), out var parsed) ? parsed : IPAddress.None;
        var identity = new SessionIdentity(
            Encoding.UTF8.GetString(line.SessionId),
            Encoding.UTF8.GetString(line.Player),
            "",
            CanShowNotices: false,
            network.Resolve(address, line.TimeMs)?.Id,
            key.Digest(AddressBlock.Of(address).ToString()),
            SessionKind.Report);
        var household = households.Enter(key.Pseudonym(Encoding.UTF8.GetString(line.UserId)));
        var playback = new PlaybackSession(identity, household, network, NoChannel.Instance, line.TimeMs);
        var session = new ReplaySession(line.SessionId.ToArray(), line.ClientIp.ToArray(), line.Player.ToArray(), playback) { Last = now };
        sessions.Add(session.Key, session);
        return session;
    }

    // A session stays with its server for long: the name is decoded when it changes, and unknown ones are not kept.
    private string Server(ReplaySession session, ReadOnlySpan<byte> text)
    {
        if (!text.SequenceEqual(session.ServerText))
        {
            session.ServerText = text.ToArray();
            session.Server = network.FindServer(Encoding.UTF8.GetString(text))?.Name ?? "";
        }

        return session.Server;
    }
}
