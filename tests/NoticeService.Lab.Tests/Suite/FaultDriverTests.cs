using NoticeService.Domain.Samples;
using NoticeService.Domain.Verdicts;
using NoticeService.Lab.Simulation;
using NoticeService.Lab.Suite;
using NoticeService.Lab.Tests.Simulation;

namespace NoticeService.Lab.Tests.Suite;

public sealed class FaultDriverTests
{
    private static readonly LinkSelector Comcast = new(LinkKind.Access, "comcast");

    // Homes whose lines dip of themselves lose less than the aim.
    [Theory]
    [InlineData(0.5, 0.3, 0.5)]
    [InlineData(0.75, 0.6, 0.77)]
    [InlineData(0.9, 0.8, 0.92)]
    public void Advance_AimedLoss_IsAboutWhatHomesLose(double aimed, double atLeast, double atMost)
    {
        var truth = Play(Fault(aimed, new FaultCourse(10, 0, 400)), 200).Of(0);
        Assert.InRange(truth.Lost, atLeast, atMost);
        Assert.InRange(truth.Testifying, 200, truth.Crossing);
    }

    [Fact]
    public void Advance_AfterItsEnd_TheLinksAreAsBefore()
    {
        var fault = Fault(0.9, new FaultCourse(10, 0, 30));
        var world = Make();
        var driver = new FaultDriver(fault, world, 1);
        Run(world, driver, 20, null);
        Assert.All(driver.Links, link => Assert.True(world.Links.IsSqueezed(link)));
        Run(world, driver, 20, null);
        Assert.All(driver.Links, link => Assert.False(world.Links.IsSqueezed(link)));
    }

    [Fact]
    public void Advance_Flapping_LetsGoBetweenTheTurns()
    {
        var world = Make();
        var driver = new FaultDriver(Fault(0.8, new FaultCourse(0, 0, 400, FlapS: 100)), world, 1);
        Run(world, driver, 65, null);
        Assert.True(world.Links.IsSqueezed(driver.Links[0]));
        Run(world, driver, 20, null);
        Assert.False(world.Links.IsSqueezed(driver.Links[0]));
        Run(world, driver, 30, null);
        Assert.True(world.Links.IsSqueezed(driver.Links[0]));
    }

    [Theory]
    [InlineData(99, 0)]
    [InlineData(100, 0)]
    [InlineData(125, 0.5)]
    [InlineData(150, 1)]
    [InlineData(199.9, 1)]
    [InlineData(200, 0)]
    public void DepthAt_Ramp_RisesToItsFullDepthAndEndsAtOnce(double seconds, double depth) =>
        Assert.Equal(depth, new FaultCourse(100, 50, 200).DepthAt(seconds), 6);

    private static Fault Fault(double aimed, FaultCourse course) =>
        new(new Statement(Culprit.Isp, "comcast", null), [Comcast], course) { AimedLost = aimed, NoiseOctaves = 0.05, OthersPerFlow = 4 };

    private static World Make()
    {
        IspPopulation[] isps = [new(400, PlanMix.Cable), new(100, PlanMix.Cable), new(100, PlanMix.Cable)];
        return new World(new WorldOptions { Seed = 3, Households = 600, PlansVary = true, Isps = isps }, TestWorlds.Network, TestWorlds.Traces, 1_750_000_000_000);
    }

    private static TruthLog Play(Fault fault, int seconds)
    {
        var world = Make();
        var driver = new FaultDriver(fault, world, 1);
        var truth = new TruthLog(SuiteWorld.Draw(1) with { Faults = [fault] }, [driver]);
        Run(world, driver, seconds, new Log(truth, world));
        return truth;
    }

    private static void Run(World world, FaultDriver driver, int seconds, IWorldObserver? observer)
    {
        for (var i = 0; i < seconds * World.StepsPerSecond; i++)
        {
            driver.Advance();
            world.Step(observer);
        }
    }

    private sealed class Log(TruthLog truth, World world) : IWorldObserver
    {
        public void SessionStarted(Session session)
        {
        }

        public void Sampled(Session session, in Sample sample) => truth.Observe(session, world.Seconds, world.NowMs);

        public void SessionEnded(Session session)
        {
        }
    }
}
