using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;
using NoticeService.Domain.Networks;
using NoticeService.Domain.Samples;
using NoticeService.Lab.Simulation;
using NoticeService.Lab.Traces;
using NoticeService.Pipeline.Delivery;
using NoticeService.Pipeline.Evaluation;
using NoticeService.Pipeline.Sessions;

namespace NoticeService.Lab.Suite.Long;

/// <summary>
/// What calm looks like in the first generator: the shortfalls of many homes over an hour and a half, through the sessions and
/// norms of the live service. A home of the second generator plays one of them: how calm is spread, how long the same homes stay
/// slow and how windows differ beyond chance are thereby those of the first. Immutable.
/// </summary>
internal sealed class ShortfallLibrary
{
    private const ulong Seed = 77;
    private const int Households = 1_500, LeadSeconds = 1_800, Windows = 540;
    private const long StartMs = 1_768_500_000_000;

    private readonly ShortfallTrack[][] byPlan;

    private ShortfallLibrary(ShortfallTrack[][] byPlan) => this.byPlan = byPlan;

    /// <summary>The tracks of homes with a plan, by its number in <see cref="PlanMix.PlansKbps"/>.</summary>
    public IReadOnlyList<ShortfallTrack> OfPlan(int plan) => byPlan[plan];

    /// <summary>Plays calm homes of all plans in equal numbers, and keeps what they show.</summary>
    public static ShortfallLibrary Record(TraceLibrary traces, CancellationToken cancellationToken)
    {
        WorldNetwork network = new([new WorldIsp("calm", "calm", [new AddressRange(10 << 24, 10 << 24 | 0xFFFF)])], [new CdnServer("calm", "calm", "calm")]);
        var even = new PlanMix("even", [1, 1, 1, 1, 1]);
        var options = new WorldOptions
        {
            Seed = Seed,
            Households = Households,
            Isps = [new IspPopulation(Households, even)],
            PlansVary = true,
            FadesPerHour = 0.8,
            FadesUntilS = LeadSeconds + Windows * Window.LengthMs / 1000,
            ShortSegments = 0.06,
        };
        var world = new World(options, network, traces, StartMs);
        var recorder = new Recorder(world.Households, new NetworkTable([], [new NetPath("calm", "calm", PathKind.Transit)], network.Servers));
        for (var step = 0; step < (int)options.FadesUntilS * World.StepsPerSecond; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            world.Step(recorder);
            recorder.Turn(world);
        }

        return new ShortfallLibrary(recorder.Tracks(world.Households));
    }

    private sealed class Recorder(IReadOnlyList<Simulation.Household> homes, NetworkTable tables) : IWorldObserver
    {
        private readonly Dictionary<string, PlaybackSession> live = new(StringComparer.Ordinal);
        private readonly Pipeline.Sessions.Household[] households = [.. homes.Select(h => new Pipeline.Sessions.Household(new HouseholdId((ulong)h.Index, (ulong)h.Index)))];
        private readonly byte[][] bins = [.. homes.Select(_ => Enumerable.Repeat(ShortfallTrack.Silent, Windows).ToArray())];
        private long nowMs = StartMs;

        public void SessionStarted(Session session)
        {
        }

        public void SessionEnded(Session session) => live.Remove(session.Id);

        public void Sampled(Session session, in Sample sample)
        {
            if (!live.TryGetValue(session.Id, out var playback))
            {
                var identity = new SessionIdentity(session.Id, "", "", CanShowNotices: false, "calm", 0, SessionKind.Report);
                live.Add(session.Id, playback = new PlaybackSession(identity, households[session.Household.Index], tables, NoChannel.Instance, nowMs));
            }

            playback.Record(sample, nowMs, FeedView.Empty, out _);
        }

        // The end of a window is the time to ask what it showed.
        public void Turn(World world)
        {
            var window = Window.At(nowMs);
            nowMs = world.NowMs;
            var index = (int)(window - Window.At(StartMs + LeadSeconds * 1000L));
            if (Window.At(nowMs) == window || index is < 0 or >= Windows)
            {
                return;
            }

            foreach (var playback in live.Values)
            {
                if (playback.TryCollect(window, out var shown) && shown.Shortfall is { } shortfall)
                {
                    bins[(int)shown.Household.Low][index] = (byte)ShortfallHistogram.BinOf(shortfall);
                }
            }
        }

        // A home that was hardly seen says little of calm.
        public ShortfallTrack[][] Tracks(IReadOnlyList<Simulation.Household> of) =>
        [
            .. PlanMix.PlansKbps.ToArray().Select(plan => of
                .Where(h => Nearest(h.PlanKbps) == plan && households[h.Index].Norms.Latest.IsMature && bins[h.Index].Count(b => b != ShortfallTrack.Silent) >= Windows / 2)
                .Select(h => new ShortfallTrack(households[h.Index].Norms.Latest.Log2Kbps, bins[h.Index]))
                .ToArray()),
        ];

        private static int Nearest(int kbps) => PlanMix.PlansKbps.ToArray().MinBy(plan => Math.Abs(Math.Log2((double)kbps / plan)));
    }
}
