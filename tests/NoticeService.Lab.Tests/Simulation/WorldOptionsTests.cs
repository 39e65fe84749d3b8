using NoticeService.Lab.Simulation;

namespace NoticeService.Lab.Tests.Simulation;

public sealed class WorldOptionsTests
{
    private static readonly WorldOptions Plain = new() { Seed = 4, Households = 300 };

    [Fact]
    public void Reconnect_EverySessionBeginsAnewWithinAMinute()
    {
        var recorder = TestWorlds.Run(Make(Plain with { ReconnectAtS = 30 }), 90);
        Assert.InRange(recorder.Ended.Count, 300, 320);
        Assert.InRange(recorder.Started.Count, 300, 320);
    }

    [Fact]
    public void TitleEvent_ItsViewersTurnToALowTitleAndBack()
    {
        var title = new TitleEvent(60, 180, Isp: 1, Share: 0.5, TopKbps: 560);
        var recorder = TestWorlds.Run(Make(Plain with { TitleEvents = [title] }), 300);
        double Low(double from, double to, int isp) => Share(recorder, from, to, isp, s => s.TopBitrateKbps == 560);

        Assert.Equal(0, Low(0, 60, 1));
        Assert.InRange(Low(120, 180, 1), 0.35, 0.65);
        Assert.Equal(0, Low(120, 180, 0));
        Assert.Equal(0, Low(240, 300, 1));
    }

    [Fact]
    public void SharedHomes_TwoPlayersOfAHomeShareItsLine()
    {
        var single = Medians(TestWorlds.Run(Make(Plain), 200));
        var shared = Make(Plain with { SharedHomes = 1 });
        Assert.All(shared.Households, h => Assert.InRange(h.Seats, 2, 3));
        Assert.InRange(Medians(TestWorlds.Run(shared, 200)), 0.4 * single, 0.98 * single);
    }

    [Fact]
    public void Arrivals_AreNotThereBeforeTheirTime()
    {
        IspPopulation[] isps = [new(100, PlanMix.Cable) { Arrivals = 40, ArriveAtS = 100, ArrivalPlans = PlanMix.Copper }, new(100, PlanMix.Cable), new(100, PlanMix.Cable)];
        var world = Make(Plain with { Isps = isps });
        TestWorlds.Run(world, 99);
        Assert.InRange(world.Sessions.Count(s => s.Household.Isp == 0), 54, 60);
        TestWorlds.Run(world, 81);
        Assert.InRange(world.Sessions.Count(s => s.Household.Isp == 0), 92, 100);
    }

    [Fact]
    public void HomeFault_TakesFromThatHomeAlone()
    {
        var calm = TestWorlds.Run(Make(Plain), 200).MedianKbpsByHousehold();
        var faded = TestWorlds.Run(Make(Plain with { HomeFaults = [(7, new Fade(0, 200, 0.1))] }), 200).MedianKbpsByHousehold();
        Assert.InRange(faded[7] / calm[7], 0.05, 0.3);
        Assert.Equal(calm.Where(c => c.Key != 7), faded.Where(c => c.Key != 7));
    }

    [Fact]
    public void Load_Evening_TakesTheSameFromEveryHomeThatFeelsItAlike()
    {
        var load = new RegionalLoad(0, 10, 1, 0, 600, 0);
        Assert.Equal(0, load.OctavesAt(0));
        Assert.Equal(0.5, load.OctavesAt(5));
        Assert.Equal(1, load.OctavesAt(100));
    }

    private static World Make(WorldOptions options) => new(options, TestWorlds.Network, TestWorlds.Traces, 1_750_000_000_000);

    private static double Share(TestWorlds.Recorder recorder, double from, double to, int isp, Func<Domain.Samples.Sample, bool> of)
    {
        var samples = recorder.Samples.Where(s => s.Session.Household.Isp == isp && s.Sample.TimeMs is var ms && ms - 1_750_000_000_000 >= from * 1000 && ms - 1_750_000_000_000 < to * 1000).ToList();
        return (double)samples.Count(s => of(s.Sample)) / samples.Count;
    }

    private static double Medians(TestWorlds.Recorder recorder) => recorder.MedianKbpsByHousehold().Values.Average();
}
