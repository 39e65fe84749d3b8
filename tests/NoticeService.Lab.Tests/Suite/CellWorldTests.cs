using System.Net;
using System.Text;
using NoticeService.Domain.Cells;
using NoticeService.Domain.Households;
using NoticeService.Domain.Networks;
using NoticeService.Domain.Samples;
using NoticeService.Domain.Verdicts;
using NoticeService.Lab.Simulation;
using NoticeService.Lab.Suite;
using NoticeService.Lab.Suite.Long;
using NoticeService.Lab.Traces;
using NoticeService.Pipeline.Recording;
using NoticeService.Pipeline.Replay;
using NoticeService.Pipeline.Sessions;

namespace NoticeService.Lab.Tests.Suite;

/// <summary>The second generator shows what the first shows: a large ISP of 900 homes over one path.</summary>
public sealed class CellWorldTests(CellWorldTests.BothGenerators both) : IClassFixture<CellWorldTests.BothGenerators>
{
    private const int Homes = 900, LeadSeconds = 1_800, CalmWindows = 240, FaultWindows = 60;

    [Fact]
    public void Next_Calm_HasTheDegradedShareOfTheFirst()
    {
        Assert.True(both.First.Calm.Count >= 3);
        foreach (var (octave, of) in both.First.Calm)
        {
            Assert.InRange(both.Second.Calm[octave].DegradedShare, of.DegradedShare - 0.07, of.DegradedShare + 0.07);
            Assert.InRange(both.Second.Calm[octave].Median, of.Median - 0.12, of.Median + 0.12);
        }
    }

    [Fact]
    public void Next_Calm_HasTheOverdispersionAndTheMemoryOfTheFirst()
    {
        var (first, second) = (both.First.Calm.Values, both.Second.Calm.Values);
        Assert.InRange(second.Average(c => c.Correlation), 0, first.Average(c => c.Correlation) + 0.02);
        Assert.InRange(first.Average(c => c.Correlation), 0, second.Average(c => c.Correlation) + 0.02);
        Assert.InRange(second.Average(c => c.SlowVariance / c.Variance) / first.Average(c => c.SlowVariance / c.Variance), 0.6, 1.6);
    }

    [Fact]
    public void Next_Fault_TakesFromEachStratumWhatTheFirstTakes()
    {
        Assert.True(both.First.Drop.Values.Max(d => -d) > 1, "The fault is no fault.");
        foreach (var (octave, drop) in both.First.Drop)
        {
            Assert.InRange(both.Second.Drop[octave], drop - 0.3, drop + 0.3);
        }
    }

    [Fact]
    public void Draw_SameSeed_IsTheSameDay()
    {
        var plan = CellWorldPlan.Draw(5, Confounder.MixShift, 30);
        var (first, again) = (new CellWorld(plan, both.Library), new CellWorld(plan, both.Library));
        for (var i = 0; i < plan.Windows; i++)
        {
            Assert.Equal(CellBlob.Encode(new Window(i), first.Next()), CellBlob.Encode(new Window(i), again.Next()));
        }
    }

    [Fact]
    public void Run_FaultThatIsPlanted_IsAnAlarm()
    {
        // A watch that never barks would count no false alarms either.
        var calm = CellWorldPlan.Draw(4, Confounder.None, 700);
        var isp = Enumerable.Range(0, calm.Households.Count).MaxBy(i => calm.ServersOfIsp[i].Length * 10_000 + calm.Households[i]);
        var result = new LongRunner(new VerdictSettings(), both.Library).Run(
            calm with { Fault = new CellFault(600, 700, isp, null, 11) }, TestContext.Current.CancellationToken);
        Assert.Contains(result.Alarms, v => v.Isp == PlannedNetwork.IspId(isp));
    }

    /// <summary>What each shows of calm, and then of a fault.</summary>
    internal sealed record Shown(Dictionary<int, StratumCalm> Calm, Dictionary<int, double> Drop, double Cap);

    public sealed class BothGenerators
    {
        private const int LeastHomes = 40;

        public BothGenerators()
        {
            Library = ShortfallLibrary.Record(TraceLibrary.Load(), CancellationToken.None);
            First = OfFirst();
            Second = OfSecond(First.Cap);
        }

        internal ShortfallLibrary Library { get; }

        internal Shown First { get; }

        internal Shown Second { get; }

        private static Shown OfFirst()
        {
            CdnServer[] servers = [new("cache1.m0.p0", "p0", "m0"), new("cache2.m0.p0", "p0", "m0")];
            var network = new WorldNetwork([new WorldIsp("i0", "i0", [new AddressRange(10 << 24, 10 << 24 | 0xFFFF)])], servers);
            var tables = new NetworkTable(
                [new IspNetworks(new Isp("i0", "i0"), [new OwnedPrefix(IpPrefix.Parse("10.0.0.0/16"), Period.Always)], [])],
                [new NetPath("p0", "p0", PathKind.Transit)],
                servers);
            var seconds = LeadSeconds + (CalmWindows + FaultWindows) * 10;
            var options = new WorldOptions
            {
                Seed = 12, Households = Homes, Isps = [new IspPopulation(Homes, PlanMix.Cable)], PlansVary = true, FadesPerHour = 0.8, FadesUntilS = seconds, ShortSegments = 0.06,
            };
            const long startMs = 1_768_500_000_000;
            var world = new World(options, network, TraceLibrary.Load(), startMs);
            var from = LeadSeconds + CalmWindows * 10;
            var fault = new Fault(new Statement(Culprit.Isp, "i0", null), [new LinkSelector(LinkKind.Access, "i0")], new FaultCourse(from, 0, seconds)) { AimedLost = 0.8, NoiseOctaves = 0.02, OthersPerFlow = 30 };
            var driver = new FaultDriver(fault, world, 1);
            var gathered = new Gatherer(Window.At(startMs + LeadSeconds * 1000L));
            var replay = new TelemetryReplay(tables, new HouseholdKey(Encoding.UTF8.GetBytes("only for this test")), new VerdictEngine(new VerdictSettings()), observer: gathered);
            var feed = new Feed(replay, world);
            for (var step = 0; step < seconds * World.StepsPerSecond; step++)
            {
                driver.Advance();
                world.Step(feed);
            }

            replay.Finish();
            return gathered.Shown();
        }

        private Shown OfSecond(double cap)
        {
            var plan = CellWorldPlan.Draw(3, Confounder.None, CalmWindows + FaultWindows) with
            {
                Households = [3 * Homes],
                Plans = [PlanMix.Cable],
                Servers = [new("cache1.m0.p0", "p0", "m0"), new("cache2.m0.p0", "p0", "m0")],
                ServersOfIsp = [[0, 1]],
                Loads = [RegionalLoad.None],
                Episodes = [],
                Fault = new CellFault(CalmWindows, CalmWindows + FaultWindows, null, null, cap),
            };
            var world = new CellWorld(plan, Library);
            var gathered = new Gatherer(new Window(0));
            for (var i = 0; i < plan.Windows; i++)
            {
                ((IReplayObserver)gathered).Gathered(new Window(i), world.Next());
            }

            return gathered.Shown();
        }

        private sealed class Gatherer(Window from) : IReplayObserver
        {
            private readonly VerdictSettings settings = new();
            private readonly Dictionary<int, StratumCalm> calm = [];
            private readonly Dictionary<int, ShortfallHistogram> crowded = [];

            void IReplayObserver.Gathered(Window window, IReadOnlyList<CellStats> cells)
            {
                var index = window - from;
                foreach (var octave in cells.SelectMany(c => c.Strata).Where(_ => index >= 0).GroupBy(s => s.Key.Octave))
                {
                    var histogram = new ShortfallHistogram();
                    foreach (var (_, part) in octave)
                    {
                        histogram.Merge(part);
                    }

                    if (index < CalmWindows)
                    {
                        calm[octave.Key] = calm.GetValueOrDefault(octave.Key).Learn(histogram, settings);
                    }
                    else if (index >= CalmWindows + 3)
                    {
                        crowded.TryAdd(octave.Key, new ShortfallHistogram());
                        crowded[octave.Key].Merge(histogram);
                    }
                }
            }

            public void Evaluated(Window window, VerdictFeed feed)
            {
            }

            public void Measured(string sessionId, Window window, SessionHealth? health)
            {
            }

            public Shown Shown()
            {
                var known = calm.Where(c => c.Value.Weight / c.Value.Windows >= LeastHomes).ToDictionary();
                var fastest = known.Keys.Max();
                return new Shown(
                    known,
                    known.ToDictionary(c => c.Key, c => crowded[c.Key].Median - c.Value.Median),
                    fastest + 0.5 + crowded[fastest].Median);
            }
        }

        private sealed class Feed(TelemetryReplay replay, World world) : IWorldObserver
        {
            public void SessionStarted(Session session)
            {
            }

            public void SessionEnded(Session session)
            {
            }

            public void Sampled(Session session, in Sample sample) => replay.Take(new TelemetryLine
            {
                TimeMs = world.NowMs,
                SessionId = Encoding.UTF8.GetBytes(session.Id),
                UserId = Encoding.UTF8.GetBytes(session.Household.UserId),
                ClientIp = Encoding.UTF8.GetBytes(IPAddress.Parse(session.Household.Address).ToString()),
                Server = Encoding.UTF8.GetBytes(sample.Server),
                Player = [],
                ThroughputKbps = sample.ThroughputKbps,
                EncodedBitrateKbps = sample.EncodedBitrateKbps,
                TopBitrateKbps = sample.TopBitrateKbps,
                BufferMs = sample.BufferMs,
                StarvedMs = sample.StarvedMs,
                ObjectBytes = sample.ObjectBytes,
                AppLimited = sample.AppLimited,
            });
        }
    }
}
