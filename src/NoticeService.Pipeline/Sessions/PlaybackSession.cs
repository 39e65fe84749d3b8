using NoticeService.Domain.Cells;
using NoticeService.Domain.Experiments;
using NoticeService.Domain.Networks;
using NoticeService.Domain.Samples;
using NoticeService.Domain.Verdicts;
using NoticeService.Pipeline.Delivery;
using NoticeService.Pipeline.Evaluation;
using NoticeService.Pipeline.Experiments;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Recording;

namespace NoticeService.Pipeline.Sessions;

/// <summary>How a session fares against calm, for the gate.</summary>
/// <param name="Cell">Where it plays from now.</param>
/// <param name="Shortfall">Its r less the calm median of its stratum, octaves; negative is slower.</param>
/// <param name="Starved">It starved in this window or the one before.</param>
/// <param name="HomeWindows">
/// Windows in a row, up to <c>HomeRule.Windows</c>, in which it was slow by itself; 0 when the household was fine elsewhere meanwhile.
/// </param>
public readonly record struct SessionHealth(CellKey Cell, double Shortfall, bool Starved, int HomeWindows)
{
    /// <summary>What that rests on.</summary>
    public SessionCourse Course { get; init; }
}

/// <summary>Who plays, as given once at the start.</summary>
public sealed record SessionIdentity(
    string SessionId,
    string Player,
    string Language,
    bool CanShowNotices,
    string? Isp,
    ulong Block,
    SessionKind Kind)
{
    /// <summary>An address of its block, for a recording: see <see cref="Recording.RecordedAddress"/>; null when there is none.</summary>
    public string? RecordedAddress { get; init; }
}

/// <summary>
/// One playback on this pod. A sample touches only its session: the window loop collects what sessions measured, so the
/// path of a sample has no shared state to wait for. Thread-safe.
/// </summary>
public sealed class PlaybackSession
{
    // A cooldown lies between notices: more than this is no session of a viewer, or a trial with hardly any.
    private const int MaxFollowed = 8;

    private readonly Lock gate = new();
    private readonly NetworkTable network;
    private readonly int maxPerWindow;
    private readonly ushort player;
    private CdnServerRef? server;
    private WindowSlot current;
    private WindowSlot before;
    private RecentWindows recent;
    private long? lastTimeMs;
    private long highestEncodedKbps;
    private Window receivedWindow;
    private int receivedInWindow;
    private int homeWindows;
    private Window receiptWindow;
    private int receiptsInWindow;
    private FollowUp? followUps;
    private SessionEnd? end;
    private volatile INoticeChannel channel;

    public PlaybackSession(SessionIdentity identity, Household household, NetworkTable network, INoticeChannel channel, long nowMs, int maxPerWindow = SampleRules.MaxPerWindow)
    {
        Identity = identity;
        Household = household;
        this.channel = channel;
        this.network = network;
        this.maxPerWindow = maxPerWindow;
        player = PlayerTag.Of(identity.Player);
        LastSeenMs = nowMs;
    }

    public SessionIdentity Identity { get; }

    public Household Household { get; }

    /// <summary>The way to the player; after the end it leads nowhere.</summary>
    public INoticeChannel Channel => channel;

    /// <summary>As the recording has it; null when it is not recorded.</summary>
    internal RecordedSession? Recorded { get; set; }

    /// <summary>When anything last came, ms; after the end when it ended, but for one that was idle.</summary>
    public long LastSeenMs { get; private set; }

    /// <summary>Where it plays from now; null before its first good sample, or when its ISP is unknown.</summary>
    public CellKey? Cell
    {
        get
        {
            lock (gate)
            {
                return Identity.Isp is null ? null : server?.Cell;
            }
        }
    }

    /// <summary>Set by the gate: until when it need not ask again, ms. Only the admission loop uses it.</summary>
    internal long AskAgainMs { get; set; }

    /// <summary>Where the store said that its household is enrolled. Only the admission loop uses it.</summary>
    internal Enrolment? Enrolment { get; set; }

    /// <summary>The census in which it was counted; 0 is none. Only the population loop uses it.</summary>
    internal int CountedIn { get; set; }

    /// <summary>A decision that the store did not confirm: asked again with the same id. Only the admission loop uses it.</summary>
    internal AdmissionRequest? Unconfirmed { get; set; }

    /// <summary>Takes one sample.</summary>
    /// <param name="sample">As it came.</param>
    /// <param name="nowMs">Receive time, which decides the window.</param>
    /// <param name="feed">Tells which cells are suspected: their windows teach no norm.</param>
    /// <param name="testimony">What it says, when it is not dropped.</param>
    public DropReason Record(in Sample sample, long nowMs, FeedView feed, out Testimony testimony)
    {
        ArgumentNullException.ThrowIfNull(feed);
        lock (gate)
        {
            LastSeenMs = nowMs;
            testimony = default;
            var window = Window.At(nowMs);
            receivedInWindow = window == receivedWindow ? receivedInWindow + 1 : 1;
            receivedWindow = window;
            var at = ServerOf(sample.Server);
            var drop = SampleRules.Check(sample, at is not null, lastTimeMs, receivedInWindow - 1, maxPerWindow);
            if (drop != DropReason.None)
            {
                return drop;
            }

            lastTimeMs = sample.TimeMs;
            testimony = SampleFilter.Testify(sample, highestEncodedKbps);
            var hurts = SampleFilter.Hurts(sample, highestEncodedKbps);
            highestEncodedKbps = Math.Max(highestEncodedKbps, sample.EncodedBitrateKbps);
            if (current.Window != window)
            {
                Turn(window, feed);
            }

            current.Add(at!, sample, testimony is Testimony.Measured or Testimony.CensoredLow, hurts);
            for (var followUp = followUps; followUp is not null; followUp = followUp.Earlier)
            {
                followUp.Sampled(nowMs, sample.StarvedMs);
            }

            return DropReason.None;
        }
    }

    /// <summary>Something came that was no sample: the player is there.</summary>
    public void Touch(long nowMs)
    {
        lock (gate)
        {
            LastSeenMs = nowMs;
        }
    }

    /// <summary>Counts a receipt; false when it is one too many for this window.</summary>
    public bool TryCountReceipt(long nowMs)
    {
        lock (gate)
        {
            var window = Window.At(nowMs);
            receiptsInWindow = window == receiptWindow ? receiptsInWindow + 1 : 1;
            receiptWindow = window;
            return receiptsInWindow <= Receipts.MaxPerWindow;
        }
    }

    /// <summary>What it measured in a window; false when nothing, or when its ISP is unknown.</summary>
    public bool TryCollect(Window window, out Contribution contribution)
    {
        lock (gate)
        {
            ref var slot = ref (current.Window == window ? ref current : ref before);
            contribution = default;
            if (slot.Window != window || !slot.HasMeasured || slot.Server is not { } at || Identity.Isp is null)
            {
                return false;
            }

            var norm = Household.Norms.Of(player);
            contribution = new Contribution(
                at.Cell,
                at.Server,
                Household.Id,
                Identity.Block,
                norm.IsMature ? norm.Shortfall(slot.Log2Kbps, slot.Log2Bytes) : null,
                norm.IsMature ? norm.Octave : 0,
                slot.Starved);
            return true;
        }
    }

    /// <summary>How it fares in the newest window in which it measured, this one or the one before; null when it can't be told.</summary>
    public SessionHealth? Fare(Window now, FeedView feed)
    {
        ArgumentNullException.ThrowIfNull(feed);
        lock (gate)
        {
            ref var slot = ref (current.Window == now && current.HasMeasured ? ref current : ref (current.Window == now ? ref before : ref current));
            if (now - slot.Window > 1 || !slot.HasMeasured || slot.Server is not { } at || Identity.Isp is null)
            {
                return null;
            }

            var norm = Household.Norms.Of(player);
            return CalmOf(norm, at, feed) is { } calm
                ? new SessionHealth(
                    at.Cell,
                    norm.Shortfall(slot.Log2Kbps, slot.Log2Bytes) - calm,
                    current.Starved || before.Starved,
                    Household.WasFineSince(now + -feed.Home.Windows) ? 0 : homeWindows)
                {
                    Course = new SessionCourse(norm, calm, slot, recent, before.Window),
                }
                : null;
        }
    }

    /// <summary>The end: the last window still teaches.</summary>
    public void Finish(FeedView feed, SessionEnd reason, long nowMs)
    {
        lock (gate)
        {
            Teach(current, feed);
            end = reason;
            LastSeenMs = reason == SessionEnd.Idle ? LastSeenMs : nowMs;
        }

        // The session is kept until its window is written; the connection that the channel holds on to need not be.
        channel = NoChannel.Instance;
    }

    /// <summary>Begins to be followed after a decision.</summary>
    /// <param name="followUp">Of which.</param>
    /// <param name="tooMany">When false is returned: it is followed for as many notices as may be; otherwise for this one already.</param>
    internal bool TryFollow(FollowUp followUp, out bool tooMany)
    {
        tooMany = false;
        lock (gate)
        {
            var count = 0;
            for (var other = followUps; other is not null; other = other.Earlier)
            {
                if (other.NoticeId == followUp.NoticeId)
                {
                    return false;
                }

                count++;
            }

            tooMany = count >= MaxFollowed;
            if (tooMany)
            {
                return false;
            }

            followUp.Earlier = followUps;
            followUps = followUp;
            return true;
        }
    }

    /// <summary>How it stands with it.</summary>
    internal SessionLeg Follow(FollowUp followUp, long nowMs)
    {
        lock (gate)
        {
            return end switch
            {
                null => followUp.Leg(LegEnd.GoesOn, nowMs),
                SessionEnd.Ended => followUp.Leg(LegEnd.Viewer, LastSeenMs),
                SessionEnd.Broken => followUp.Leg(LegEnd.Broken, LastSeenMs),
                SessionEnd.Replaced => followUp.Leg(LegEnd.Replaced, LastSeenMs),
                SessionEnd.Idle => followUp.Leg(LegEnd.Idle, LastSeenMs),
                _ => followUp.Leg(LegEnd.Drained, LastSeenMs),
            };
        }
    }

    private void Turn(Window window, FeedView feed)
    {
        Teach(current, feed);
        if (current is { HasMeasured: true, Server: { } at })
        {
            var shortfall = BelowCalm(current, at, feed);
            homeWindows = feed.Home.Count(homeWindows, shortfall, current.Hurt, feed.Healthy.Contains(at.Cell));
            if (shortfall is not null && !feed.Home.IsSlow(shortfall))
            {
                Household.WasFine(current.Window);
            }
        }

        if (window - current.Window > feed.Home.LongestSilence)
        {
            homeWindows = 0;
        }

        if (current.Samples > 0)
        {
            recent.Push(current, current.Window - before.Window - 1);
        }

        before = current;
        current.Begin(window);
    }

    // Octaves against the calm of its stratum; null without a norm or a known calm.
    private double? BelowCalm(in WindowSlot slot, CdnServerRef at, FeedView feed)
    {
        var norm = Household.Norms.Of(player);
        return norm.Shortfall(slot.Log2Kbps, slot.Log2Bytes) - CalmOf(norm, at, feed);
    }

    private static double? CalmOf(in Norm norm, CdnServerRef at, FeedView feed) => norm.IsMature ? feed.CalmMedian(at.Cell, norm.Octave) : null;

    // What is slow because something is crowded is not what this household can get.
    private void Teach(in WindowSlot slot, FeedView feed)
    {
        if (slot.HasMeasured && slot.Server is { } at && !feed.IsSuspected(at.Cell))
        {
            Household.Observe(player, slot.Log2Kbps, slot.Log2Bytes);
        }
    }

    private CdnServerRef? ServerOf(string name)
    {
        if (server is not null && server.Server == name)
        {
            return server;
        }

        return network.FindServer(name, Identity.Isp ?? "") is { } found ? server = found : null;
    }
}
