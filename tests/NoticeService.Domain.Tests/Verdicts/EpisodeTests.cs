using NoticeService.Domain.Cells;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Tests.Verdicts;

/// <summary>The course of real crowding: two at once, links that flap, leaders and windows that are lost.</summary>
public sealed class EpisodeTests
{
    private const double Cap = 4_000;

    private readonly CrowdedWorld world = new(11, 40, "verizon", "comcast", "att", "cox");

    public EpisodeTests() => world.Play(6, (_, _) => null);

    [Fact]
    public void TwoCulpritsAtOnce_AreBothNamed()
    {
        world.Play(8, (c, _) => c.Isp == "comcast" || c is { Isp: "verizon", Path: "cogent" } ? Cap : null);
        Assert.Equal(
            [(Culprit.Isp, "comcast", null), (Culprit.Interconnect, "verizon", "cogent")],
            world.Open.Select(v => (v.Culprit, v.Isp, v.Path)).OrderBy(v => v.Culprit));
    }

    [Fact]
    public void AnIspAndATransitAtOnce_AreBothNamed()
    {
        world.Play(8, (c, _) => c.Isp == "comcast" || c.Path == "level3" ? Cap : null);
        Assert.Equal([(Culprit.Isp, "comcast", null), (Culprit.Path, null, "level3")], world.Open.Select(v => (v.Culprit, v.Isp, v.Path)).OrderBy(v => v.Culprit));
    }

    [Fact]
    public void OneMetroOnly_TheVerdictSaysWhich()
    {
        world.Play(8, (c, _) => c is { Isp: "verizon", Path: "cogent", Metro: "was" } ? Cap : null);
        Assert.Equal(["was"], Assert.Single(world.Open).Metros);
    }

    // Two windows at once are the least that anybody is named by, and all that crowding this clear needs.
    [Theory]
    [InlineData(null)]
    [InlineData("cogent")]
    public void ClearCrowding_IsNamedAtTheEndOfItsSecondWindow_NotOfItsFirst(string? path)
    {
        double? Crowding(CellKey c) => c.Isp == "comcast" && (path is null || c.Path == path) ? Cap : null;
        world.Play(1, (c, _) => Crowding(c));
        Assert.Empty(world.All);
        world.Play(1, (c, _) => Crowding(c));
        Assert.Equal([(path is null ? Culprit.Isp : Culprit.Interconnect, "comcast", path)], world.Named);
    }

    // After a gap one window stands alone: it is suspected, however clear it is, and named when a second one is as clear.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OneWindowAlone_IsSuspectedOnly_UntilASecondIsLikeIt(bool goesOn)
    {
        world.Lose(10);
        world.Play(1, (c, _) => c.Isp == "comcast" ? 1_000 : null);
        Assert.Equal([(VerdictState.Suspected, Culprit.Isp, "comcast")], world.Engine.Feed().Verdicts.Select(v => (v.State, v.Culprit, v.Isp!)));
        world.Play(12, (c, _) => goesOn && c.Isp == "comcast" ? 1_000 : null);
        Assert.Equal(goesOn ? 1 : 0, world.Named.Count);
    }

    // Whoever disputed the suspicion has disputed the verdict.
    [Fact]
    public void Suspicion_OpensUnderTheIdThatItHad()
    {
        world.Lose(10);
        world.Play(1, (c, _) => c.Isp == "comcast" ? Cap : null);
        var suspected = Assert.Single(world.Engine.Feed().Verdicts);
        Assert.Equal(VerdictState.Suspected, suspected.State);
        world.Play(6, (c, _) => c.Isp == "comcast" ? Cap : null);
        var open = Assert.Single(world.Open);
        Assert.Equal((suspected.Id, suspected.OnsetMs), (open.Id, open.OnsetMs));
        Assert.True(open.OpenedMs > suspected.OpenedMs);
    }

    [Fact]
    public void LinkThatFlaps_IsNamedWithoutFlapping()
    {
        for (var i = 0; i < 12; i++)
        {
            world.Play(3, (c, _) => c is { Isp: "verizon", Path: "cogent" } ? Cap : null);
            world.Play(2, (_, _) => null);
        }

        Assert.Equal([(Culprit.Interconnect, "verizon", "cogent")], world.Named);
        Assert.InRange(world.All.Count, 1, 2);
        world.Play(12, (_, _) => null);
        Assert.All(world.All.Values, v => Assert.Equal(VerdictState.Closed, v.State));
    }

    [Fact]
    public void LeaderChangesInTheMiddle_TheVerdictGoesOn()
    {
        world.Play(6, (c, _) => c.Isp == "comcast" ? Cap : null);
        var before = Assert.Single(world.Open);
        world.ChangeLeader();
        world.Play(6, (c, _) => c.Isp == "comcast" ? Cap : null);
        Assert.Equal((before.Id, before.OpenedMs), (Assert.Single(world.Open).Id, Assert.Single(world.Open).OpenedMs));
        world.ChangeLeader();
        world.Play(10, (_, _) => null);
        Assert.Empty(world.Open);
        Assert.Equal(VerdictState.Closed, Assert.Single(world.All).Value.State);
    }

    [Fact]
    public void LeaderChangesAtEachWindow_SaysTheSame()
    {
        var steady = new CrowdedWorld(11, 40, "verizon", "comcast", "att", "cox");
        steady.Play(6, (_, _) => null);
        for (var i = 0; i < 30; i++)
        {
            double? Crowding(CellKey cell) => i < 12 && cell.Isp == "comcast" ? Cap : null;
            steady.Play(1, (c, _) => Crowding(c));
            world.ChangeLeader();
            world.Play(1, (c, _) => Crowding(c));
            Assert.Equal(steady.Engine.Feed().Verdicts.Select(v => (v.Id, v.State, v.Reason)), world.Engine.Feed().Verdicts.Select(v => (v.Id, v.State, v.Reason)));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void WindowsThatAreLost_TheVerdictGoesOn(int lost)
    {
        world.Play(6, (c, _) => c.Isp == "comcast" ? Cap : null);
        var before = Assert.Single(world.Open);
        world.Lose(lost);
        world.Play(6, (c, _) => c.Isp == "comcast" ? Cap : null);
        Assert.Equal(before.Id, Assert.Single(world.Open).Id);
        Assert.Single(world.All);
    }

    [Fact]
    public void EveryOtherWindowLost_IsNamedAllTheSame()
    {
        for (var i = 0; i < 12; i++)
        {
            world.Play(1, (c, _) => c is { Isp: "verizon", Path: "cogent" } ? Cap : null);
            world.Lose(1);
        }

        Assert.Equal([(Culprit.Interconnect, "verizon", "cogent")], world.Named);
    }

    [Fact]
    public void OpenVerdict_HasTheFiguresThatAnEvidencePageNeeds()
    {
        world.Play(8, (c, _) => c is { Isp: "verizon", Path: "cogent" } ? Cap : null);
        var evidence = Assert.Single(world.Open).Evidence!;
        Assert.InRange(evidence.Accused.Lost, evidence.Accused.LostAtLeast, evidence.Accused.LostAtMost);
        Assert.InRange(evidence.Accused.LostAtLeast, 0.125, 1);
        Assert.Equal(160, evidence.Accused.Sessions);
        Assert.InRange(evidence.Accused.Households, 120, 200);

        // This ISP over each path, and the other ISPs over this path.
        Assert.Equal(
            [("att", "cogent"), ("comcast", "cogent"), ("cox", "cogent"), ("verizon", "cogent"), ("verizon", "direct"), ("verizon", "level3")],
            evidence.Pairs.Select(p => (p.Isp!, p.Path!)));
        Assert.All(evidence.Pairs, p => Assert.Equal(p.Isp == "verizon" && p.Path == "cogent", p.Lost > 0.25));
        Assert.Equal([RivalStanding.Excluded, RivalStanding.Excluded], evidence.Rivals.Select(r => r.Standing));
        Assert.All(evidence.Rivals, r => Assert.InRange(r.Peers.LostAtMost, 0, r.Limit));
        var term = Assert.Single(evidence.Terms);
        Assert.Equal((Culprit.Interconnect, "verizon", "cogent", Doubt.None), (term.Culprit, term.Isp, term.Path, term.Doubt));
        Assert.InRange(term.Octaves, -6, Math.Log2(0.75));
        Assert.InRange(evidence.Overall!.Lost, 0, 0.1);
    }
}
