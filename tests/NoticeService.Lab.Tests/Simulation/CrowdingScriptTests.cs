using NoticeService.Lab.Simulation;
using NoticeService.Lab.Traces;

namespace NoticeService.Lab.Tests.Simulation;

public sealed class CrowdingScriptTests
{
    [Fact]
    public void Builtin_OfTheDemo_CrowdsAnInterconnectThenAnIspLetsHomesFadeAndRestoresAll()
    {
        var script = CrowdingScript.Builtin();

        Assert.Equal([LinkKind.Interconnect, LinkKind.Interconnect, LinkKind.Home, LinkKind.Access, LinkKind.Access, LinkKind.Home], script.Events.Select(step => step.Link));
        Assert.Equal([true, false, true, true, false, false], script.Events.Select(step => step.Fraction < 1));
        Assert.Empty(script.Mistakes(TestWorlds.Network));
    }

    [Fact]
    public void Parse_EventsOutOfOrder_AreSortedByTime()
    {
        var script = CrowdingScript.Parse("""{"events":[{"at_s":9,"link":"server","server":"s"},{"at_s":1,"link":"transit","path":"p","metro":"m","fraction":0.5}]}""");

        Assert.Equal([1, 9], script.Events.Select(step => step.AtS));
        Assert.Equal(new LinkSelector(LinkKind.Transit, Path: "p", Metro: "m"), script.Events[0].Selector);
    }

    [Theory]
    [InlineData("", "not valid")]
    [InlineData("null", "empty")]
    [InlineData("{}", "events")]
    [InlineData("""{"events":null}""", "events")]
    [InlineData("""{"events":[{"link":"access"}]}""", "at_s")]
    [InlineData("""{"events":[{"at_s":1,"link":"acces"}]}""", "link")]
    [InlineData("""{"events":[{"at_s":1,"link":"access","fractoin":0.5}]}""", "fractoin")]
    [InlineData("""{"events":[{"at_s":-1,"link":"access"}]}""", "at least 0")]
    [InlineData("""{"events":[{"at_s":1,"link":"access","fraction":0}]}""", "above 0")]
    [InlineData("""{"events":[{"at_s":1,"link":"home","homes":0,"fraction":0.1}]}""", "homes at least 1")]
    [InlineData("""{"events":[{"at_s":1,"link":"home","path":"cogent","fraction":0.1}]}""", "neither path nor server")]
    public void Parse_BadScript_SaysWhatIsWrong(string text, string expected)
    {
        var error = Assert.Throws<FormatException>(() => CrowdingScript.Parse(text));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mistakes_IdThatNobodyHas_NamesTheIdsThatThereAre()
    {
        var script = CrowdingScript.Parse("""{"events":[{"at_s":1,"link":"access","isp":"comcst","fraction":0.5}]}""");

        Assert.Contains("comcast, verizon, att", Assert.Single(script.Mistakes(TestWorlds.Network)), StringComparison.Ordinal);
    }

    [Fact]
    public void Advance_HomesFade_OnlyTheirOwnLinesLoseAndComeBack()
    {
        var world = TestWorlds.Make();
        var script = new ScriptRunner(CrowdingScript.Parse("""{"events":[{"at_s":0,"link":"home","isp":"att","homes":3,"fraction":0.1},{"at_s":300,"link":"home"}]}"""), world);
        script.Advance(0);
        TestWorlds.Run(world, Trace.FadeSeconds + 1);

        var faded = world.Sessions.Where(session => session.Wifi.EverFaded).ToList();
        Assert.InRange(faded.Count, 2, 3); // one may have ended meanwhile
        Assert.All(faded, session => Assert.Equal("att", world.Links[session.AccessLink].Isp));
        Assert.All(faded, session => Assert.InRange(session.HomeLost(world.Seconds), 0.8, 1));

        script.Advance(300);
        Assert.All(faded, session => Assert.Equal(1, session.Wifi.ShareAt(world.Seconds)));
    }

    [Fact]
    public void Advance_EventsDue_ChangeTheCapacityOnce()
    {
        var world = TestWorlds.Make();
        var script = new ScriptRunner(CrowdingScript.Parse("""{"events":[{"at_s":5,"link":"access","isp":"att","metro":"nyc","fraction":0.5},{"at_s":7,"link":"access","isp":"att"}]}"""), world);
        var link = world.Links.Matching(new LinkSelector(LinkKind.Access, "att", Metro: "nyc")).Single();
        var calm = world.Links.CapacityKbps[link];

        Assert.Empty(script.Advance(4.9));
        Assert.Equal(calm, world.Links.CapacityKbps[link]);
        Assert.Single(script.Advance(5));
        Assert.Equal(0.5 * world.DemandKbps(link), world.Links.CapacityKbps[link]);
        Assert.Empty(script.Advance(6));
        Assert.False(script.Done);
        Assert.Single(script.Advance(100));
        Assert.Equal(calm, world.Links.CapacityKbps[link]);
        Assert.True(script.Done);
    }
}
