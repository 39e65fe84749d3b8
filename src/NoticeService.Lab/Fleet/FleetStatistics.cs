using System.Collections.Concurrent;
using NoticeService.Domain.Verdicts;
using NoticeService.Lab.Simulation;
using NoticeService.Lab.Traces;

namespace NoticeService.Lab.Fleet;

/// <summary>A notice as a player received it.</summary>
/// <param name="At">Fleet time, s.</param>
/// <param name="IsTrue">By what the world knows: a link of this player was crowded, or its home had faded, as the sentence says.</param>
internal sealed record ReceivedNotice(double At, string Isp, string Path, string Metro, string Culprit, string Text, bool IsTrue);

/// <summary>What a fleet has done and seen. Thread-safe.</summary>
internal sealed class FleetStatistics
{
    private const int KeptNotices = 20;

    private static readonly VerdictSettings Named = new();

    private readonly Lock gate = new();
    private readonly List<Spell> spells = [];
    private readonly Queue<ReceivedNotice> last = [];
    private readonly SortedDictionary<string, long> byCulprit = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> byText = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> errors = new(StringComparer.Ordinal);
    private long notices;
    private long outOfScope;
    private long trueHomes;
    private long falseHomes;
    private long connected;
    private long samplesSent;
    private long samplesUnsent;
    private long samplesRefused;
    private long sessions;
    private long reconnects;
    private long receipts;
    private long accepted;
    private long otherIsp;

    public long Connected => Interlocked.Read(ref connected);

    public long SamplesSent => Interlocked.Read(ref samplesSent);

    public long Notices => Interlocked.Read(ref notices);

    public long Errors => errors.Values.Sum();

    public IReadOnlyDictionary<string, long> ErrorsByStatus => new SortedDictionary<string, long>(errors, StringComparer.Ordinal);

    public void SessionStarted() => Interlocked.Increment(ref sessions);

    public void StreamOpened() => Interlocked.Increment(ref connected);

    public void StreamClosed() => Interlocked.Decrement(ref connected);

    public void Sent(int samples) => Interlocked.Add(ref samplesSent, samples);

    /// <summary>Samples that could not be sent, for want of a connection.</summary>
    public void Unsent() => Interlocked.Increment(ref samplesUnsent);

    /// <summary>Samples that the service says it dropped.</summary>
    public void Refused(int samples) => Interlocked.Add(ref samplesRefused, samples);

    public void Reconnected() => Interlocked.Increment(ref reconnects);

    public void ReceiptSent() => Interlocked.Increment(ref receipts);

    public void Failed(string status) => errors.AddOrUpdate(status, 1, static (_, count) => count + 1);

    /// <summary>The service accepted a session and says which ISP it resolved.</summary>
    public void Accepted(string resolvedIsp, string ownIsp)
    {
        Interlocked.Increment(ref accepted);
        if (resolvedIsp != ownIsp)
        {
            Interlocked.Increment(ref otherIsp);
        }
    }

    /// <summary>An event of the script happened.</summary>
    public void Happened(ScriptEvent what, double at)
    {
        lock (gate)
        {
            foreach (var spell in spells)
            {
                if (spell.Active && spell.Cause.Selector == what.Selector)
                {
                    spell.End(at);
                }
            }

            if (what.Fraction < 1)
            {
                spells.Add(new Spell(what, at));
            }
        }
    }

    /// <summary>A player received a notice.</summary>
    public ReceivedNotice Received(Session session, World world, string text, double at)
    {
        var route = world.Links[session.InterconnectLink];
        var culprit = NoticeClass.Of(text);
        lock (gate)
        {
            notices++;
            var isTrue = culprit == NoticeClass.Home ? CountHome(session, world, at) : CountShared(session, world, at);
            var notice = new ReceivedNotice(at, route.Isp!, route.Path!, route.Metro, culprit, text, isTrue);
            byCulprit[notice.Culprit] = byCulprit.GetValueOrDefault(notice.Culprit) + 1;
            byText[text] = byText.GetValueOrDefault(text) + 1;
            last.Enqueue(notice);
            if (last.Count > KeptNotices)
            {
                last.Dequeue();
            }

            return notice;
        }
    }

    /// <summary>The newest notices, oldest first.</summary>
    public IReadOnlyList<ReceivedNotice> LastNotices()
    {
        lock (gate)
        {
            return [.. last];
        }
    }

    /// <param name="seconds">How long the fleet ran.</param>
    /// <param name="simulationSeconds">Processor time that the simulation took.</param>
    public FleetSummary Summarise(double seconds, double simulationSeconds)
    {
        lock (gate)
        {
            return new FleetSummary
            {
                Seconds = Math.Round(seconds, 1),
                Sessions = Interlocked.Read(ref sessions),
                SessionsAccepted = Interlocked.Read(ref accepted),
                SessionsResolvedToAnotherIsp = Interlocked.Read(ref otherIsp),
                SamplesSent = SamplesSent,
                SamplesUnsent = Interlocked.Read(ref samplesUnsent),
                SamplesRefused = Interlocked.Read(ref samplesRefused),
                Notices = notices,
                NoticesByCulprit = new Dictionary<string, long>(byCulprit),
                NoticesByText = byText.OrderByDescending(pair => pair.Value).ToDictionary(),
                NoticesOutsideAnyCrowding = outOfScope,
                HomeNoticesTrue = trueHomes,
                HomeNoticesFalse = falseHomes,
                ReceiptsSent = Interlocked.Read(ref receipts),
                Reconnects = Interlocked.Read(ref reconnects),
                ErrorsByStatus = new Dictionary<string, long>(errors),
                Crowdings = spells.Select(spell => new CrowdingSummary(
                    spell.Cause.Selector.ToString(),
                    Math.Round(spell.StartedAt, 1),
                    spell.FirstNoticeAt is { } first ? Math.Round(first - spell.StartedAt, 1) : null,
                    spell.Notices)).ToList(),
                SimulationShareOfACore = seconds > 0 ? Math.Round(simulationSeconds / seconds, 3) : 0,
            };
        }
    }

    // Inside a crowding of one of the player's links, or not.
    private bool CountShared(Session session, World world, double at)
    {
        var inside = spells.Where(spell => !spell.IsAtHome && spell.Holds(at) && Concerns(spell.Cause.Selector, session, world.Links)).ToList();
        inside.ForEach(spell => spell.Count(at));
        outOfScope += inside.Count == 0 ? 1 : 0;
        return inside.Count > 0;
    }

    // The world knows the truth: the home's own line had fallen, and no link that it shares was crowded meanwhile.
    private bool CountHome(Session session, World world, double at)
    {
        foreach (var spell in spells.Where(spell => spell.IsAtHome && spell.Holds(at) && session.Wifi.EverFaded))
        {
            spell.Count(at);
        }

        var shared = spells.Any(spell => !spell.IsAtHome && spell.Overlaps(at - Trace.FadeSeconds, at) && Concerns(spell.Cause.Selector, session, world.Links));
        var isTrue = !shared && session.HomeLost(world.Seconds) >= Named.NamedDrop;
        _ = isTrue ? trueHomes++ : falseHomes++;
        return isTrue;
    }

    private static bool Concerns(LinkSelector selector, Session session, LinkTable links) =>
        selector.Matches(links[session.AccessLink])
        || selector.Matches(links[session.InterconnectLink])
        || selector.Matches(links[session.TransitLink])
        || selector.Matches(links[session.ServerLink]);
}
