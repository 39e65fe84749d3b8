using NoticeService.Domain.Networks;
using NoticeService.Domain.Samples;
using NoticeService.Lab.Simulation;
using NoticeService.Lab.Traces;

namespace NoticeService.Lab.Tests.Simulation;

/// <summary>A small network, and an observer that keeps everything.</summary>
internal static class TestWorlds
{
    public static TraceLibrary Traces { get; } = TraceLibrary.Load();

    public static WorldNetwork Network { get; } = new(
        [
            new WorldIsp("comcast", "Comcast", [new AddressRange(0x49000000, 0x4900FFFF)]),
            new WorldIsp("verizon", "Verizon", [new AddressRange(0x47000000, 0x4700FFFF), new AddressRange(0x60000080, 0x600002FF)]),
            new WorldIsp("att", "AT&T", [new AddressRange(0x0C000000, 0x0C00FFFF)]),
        ],
        [
            new CdnServer("cogent-nyc-1", "cogent", "nyc"),
            new CdnServer("level3-nyc-1", "level3", "nyc"),
            new CdnServer("cogent-chi-1", "cogent", "chi"),
            new CdnServer("level3-chi-1", "level3", "chi"),
        ]);

    public static World Make(ulong seed = 1, int households = 240) =>
        new(new WorldOptions { Seed = seed, Households = households }, Network, Traces, startMs: 1_750_000_000_000);

    public static Recorder Run(World world, int seconds)
    {
        var recorder = new Recorder();
        for (var i = 0; i < seconds * World.StepsPerSecond; i++)
        {
            world.Step(recorder);
        }

        return recorder;
    }

    internal sealed class Recorder : IWorldObserver
    {
        public List<(Session Session, Sample Sample)> Samples { get; } = [];

        public List<Session> Started { get; } = [];

        public List<Session> Ended { get; } = [];

        public void SessionStarted(Session session) => Started.Add(session);

        public void Sampled(Session session, in Sample sample) => Samples.Add((session, sample));

        public void SessionEnded(Session session) => Ended.Add(session);

        public Dictionary<int, double> MedianKbpsByHousehold() =>
            Samples.GroupBy(s => s.Session.Household.Index).ToDictionary(
                group => group.Key,
                group => group.Select(s => (double)s.Sample.ThroughputKbps).Order().ElementAt(group.Count() / 2));
    }
}
