using NoticeService.Lab.Fleet;
using NoticeService.Lab.Simulation;
using NoticeService.Lab.Tests.Simulation;
using NoticeService.Lab.Traces;

namespace NoticeService.Lab.Tests.Fleet;

public sealed class FleetStatisticsTests
{
    private const string Home = "Your home network seems slower than usual. Check the wiring, restart the router, or choose a lower quality in the settings.";

    private static readonly ScriptEvent Crowd = new() { AtS = 10, Link = LinkKind.Access, Isp = "att", Fraction = 0.5 };
    private static readonly World World = TestWorlds.Make();
    private readonly FleetStatistics statistics = new();

    [Fact]
    public void Received_InsideACrowding_CountsItsLatencyOnce()
    {
        statistics.Happened(Crowd, at: 10);
        statistics.Received(SessionOf("att"), World, "The AT&T network is crowded right now.", at: 42.5);
        statistics.Received(SessionOf("att"), World, "The AT&T network is crowded right now.", at: 50);

        var summary = statistics.Summarise(60, 0.6);

        Assert.Equal(new CrowdingSummary("access att in all metros", 10, 32.5, 2), Assert.Single(summary.Crowdings));
        Assert.Equal(0, summary.NoticesOutsideAnyCrowding);
        Assert.Equal(2, summary.NoticesByCulprit[NoticeClass.Isp]);
        Assert.Equal(0.01, summary.SimulationShareOfACore);
    }

    [Fact]
    public void Received_ByAnotherIspsPlayer_IsOutside()
    {
        statistics.Happened(Crowd, at: 10);
        statistics.Received(SessionOf("comcast"), World, "The AT&T network is crowded right now.", at: 20);

        Assert.Equal(1, statistics.Summarise(60, 0).NoticesOutsideAnyCrowding);
        Assert.Null(statistics.Summarise(60, 0).Crowdings[0].FirstNoticeAfterS);
    }

    [Theory]
    [InlineData(145, 0)]
    [InlineData(145.1, 1)]
    public void Received_AfterTheCrowding_IsInsideWhileVerdictsTakeToClose(double at, long outside)
    {
        statistics.Happened(Crowd, at: 10);
        statistics.Happened(Crowd with { Fraction = null }, at: 100);

        statistics.Received(SessionOf("att"), World, "x", at);

        Assert.Equal(outside, statistics.Summarise(200, 0).NoticesOutsideAnyCrowding);
    }

    [Fact]
    public void Received_HomeWhoseOwnLineFell_IsTrue_AndOneWhoseLineIsWellIsFalse()
    {
        var world = TestWorlds.Make();
        world.Fade(new LinkSelector(LinkKind.Home, "att"), homes: 1, share: 0.1);
        TestWorlds.Run(world, Trace.FadeSeconds + 1);
        var faded = world.Sessions.First(session => session.Wifi.EverFaded);
        var well = world.Sessions.First(session => session.HomeLost(world.Seconds) < 0.1);

        Assert.True(statistics.Received(faded, world, Home, at: 200).IsTrue);
        Assert.False(statistics.Received(well, world, Home, at: 200).IsTrue);

        var summary = statistics.Summarise(300, 0);
        Assert.Equal((1, 1), (summary.HomeNoticesTrue, summary.HomeNoticesFalse));
        Assert.Equal(0, summary.NoticesOutsideAnyCrowding);
        Assert.Contains(summary.ToLines(), line => line.Contains("1 true", StringComparison.Ordinal) && line.Contains("1 false", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(99, false)]
    [InlineData(221, true)]
    public void Received_HomeBehindALinkThatWasCrowdedMeanwhile_IsFalse(double at, bool expected)
    {
        var world = TestWorlds.Make();
        world.Fade(new LinkSelector(LinkKind.Home, "att"), homes: 1, share: 0.1);
        TestWorlds.Run(world, Trace.FadeSeconds + 1);
        statistics.Happened(Crowd, at: 10);
        statistics.Happened(Crowd with { Fraction = null }, at: 100);

        Assert.Equal(expected, statistics.Received(world.Sessions.First(session => session.Wifi.EverFaded), world, Home, at).IsTrue);
        Assert.Equal(0, statistics.Summarise(300, 0).Crowdings[0].Notices);
    }

    [Fact]
    public void Accepted_AsAnotherIspsCustomer_IsCounted()
    {
        statistics.Accepted("att", "att");
        statistics.Accepted("", "att");

        var summary = statistics.Summarise(1, 0);

        Assert.Equal(2, summary.SessionsAccepted);
        Assert.Equal(1, summary.SessionsResolvedToAnotherIsp);
        Assert.Contains(summary.ToLines(), line => line.StartsWith("Warning", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("The Verizon network is crowded right now.", NoticeClass.Isp)]
    [InlineData("The path we have chosen to reach Verizon's network is crowded right now.", NoticeClass.Route)]
    [InlineData("Your home network seems slower than usual. Check the wiring, restart the router, or choose a lower quality in the settings.", NoticeClass.Home)]
    [InlineData("Our service is slower than usual right now. We are working on it.", NoticeClass.Service)]
    [InlineData("El camino elegido", NoticeClass.Other)]
    public void Of_Sentence_TellsWhomItBlames(string text, string expected) => Assert.Equal(expected, NoticeClass.Of(text));

    [Fact]
    public void After_FailuresInARow_DoubleUpToALimitAndNeverBelowWhatTheServerAsks()
    {
        Assert.Equal(TimeSpan.FromMilliseconds(500), ReconnectBackoff.After(1, 1, null));
        Assert.Equal(TimeSpan.FromMilliseconds(1000), ReconnectBackoff.After(2, 1, null));
        Assert.Equal(ReconnectBackoff.Longest, ReconnectBackoff.After(1000, 1, null));
        Assert.Equal(TimeSpan.FromMilliseconds(250), ReconnectBackoff.After(1, 0, null));
        Assert.True(ReconnectBackoff.After(1, 0, TimeSpan.FromSeconds(7)) >= TimeSpan.FromSeconds(7));
        Assert.Equal(ReconnectBackoff.Longest, ReconnectBackoff.After(1000, 1, TimeSpan.FromSeconds(7)));
    }

    private static Session SessionOf(string isp) =>
        World.Sessions.First(session => World.Links[session.AccessLink].Isp == isp);
}
