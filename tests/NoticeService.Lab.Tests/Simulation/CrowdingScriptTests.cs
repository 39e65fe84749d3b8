using NoticeService.Lab.Simulation;

namespace NoticeService.Lab.Tests.Simulation;

public sealed class CrowdingScriptTests
{
    [Fact]
    public void Builtin_OfTheDemo_CrowdsAnInterconnectThenAnIspAndRestoresBoth()
    {
        var script = CrowdingScript.Builtin();

        Assert.Equal([LinkKind.Interconnect, LinkKind.Interconnect, LinkKind.Access, LinkKind.Access], script.Events.Select(step => step.Link));
        Assert.Equal([true, false, true, false], script.Events.Select(step => step.Fraction < 1));
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
