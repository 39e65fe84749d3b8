using NoticeService.Domain.Verdicts;
using NoticeService.Lab.Simulation;
using NoticeService.Lab.Suite;

namespace NoticeService.Lab.Tests.Suite;

public sealed class WorldDrawTests
{
    private static readonly IReadOnlyList<SuiteWorld> Worlds = [.. Enumerable.Range(0, 300).Select(i => SuiteWorld.Draw(9_000 + (ulong)i))];

    [Fact]
    public void Draw_SameSeed_IsTheSameWorld()
    {
        var (first, again) = (SuiteWorld.Draw(7), SuiteWorld.Draw(7));
        Assert.Equal(first.Faults.Select(f => (f.Truth, f.Course, f.AimedLost)), again.Faults.Select(f => (f.Truth, f.Course, f.AimedLost)));
        Assert.Equal(first.Network.Servers, again.Network.Servers);
        Assert.Equal((first.Confounder, first.Seconds, first.LeadSeconds), (again.Confounder, again.Seconds, again.LeadSeconds));
    }

    [Fact]
    public void Draw_HundredsOfSeeds_HaveEveryCulpritAndEveryConfounderWithAndWithoutFaults()
    {
        Culprit[] culprits = [Culprit.Isp, Culprit.Path, Culprit.Interconnect, Culprit.Service];
        Assert.All(culprits, culprit => Assert.Contains(Worlds, w => w.Faults.Count == 1 && w.Faults[0].Truth.Culprit == culprit && w.Faults[0].IsNameable));
        Assert.All(Enum.GetValues<Confounder>(), kind => Assert.Contains(Worlds, w => w.Confounder == kind && w.Faults.Count == 0));
        Assert.All(Enum.GetValues<Confounder>(), kind => Assert.Contains(Worlds, w => w.Confounder == kind && w.Faults.Count > 0));
        Assert.Contains(Worlds, w => w.Faults.Count == 2);
    }

    [Fact]
    public void Draw_AnyRunOfSeeds_IsWithAFaultInAboutItsShare() =>
        Assert.All(Worlds.Chunk(50), chunk => Assert.InRange(chunk.Count(w => w.Faults.Count > 0), 25, 35));

    [Fact]
    public void Draw_NothingHappensInTheCalm() =>
        Assert.All(Worlds.SelectMany(w => w.Faults.Select(f => (World: w, Fault: f))), x => Assert.InRange(x.Fault.Course.FromS, x.World.LeadSeconds, x.World.Seconds));

    [Fact]
    public void Draw_FaultsLastFromTwoMinutesToForty()
    {
        var lengths = Worlds.SelectMany(w => w.Faults).Select(f => f.Course.ToS - f.Course.FromS).ToList();
        Assert.InRange(lengths.Min(), 120, 240);
        Assert.InRange(lengths.Max(), 1_800, 2_400);
    }

    [Fact]
    public void Draw_SomeIspsHaveOnePathAndSomePathsOneIsp()
    {
        Assert.Contains(Worlds, w => Enumerable.Range(0, w.Network.Isps.Count).Any(i => PathsOf(w.Network, i) == 1) && w.Network.Paths.Count > 1);
        Assert.Contains(Worlds, w => w.Network.Paths.Any(p => Enumerable.Range(0, w.Network.Isps.Count).Count(i => Reaches(w.Network, i, p)) == 1));
    }

    [Fact]
    public void Draw_AnIspOverOnePath_IsNeverToBeNamed() =>
        Assert.All(
            Worlds.SelectMany(w => w.Faults.Where(f => f.Truth.Culprit == Culprit.Isp && PathsOf(w.Network, PlannedNetwork.Index(f.Truth.Isp!)) == 1)),
            fault => Assert.False(fault.IsNameable));

    [Fact]
    public void Draw_Forgers_AreAtMostATwentiethOfThoseWhomTheyWantBlamed() =>
        Assert.All(
            Worlds.SelectMany(w => w.Forged.Select(g => (World: w, Group: g))),
            x => Assert.InRange(x.Group.Count, 2, Math.Max(2, 0.05 * x.World.SessionsOfIsp[PlannedNetwork.Index(x.Group.Isp)])));

    private static int PathsOf(WorldNetwork network, int isp) => network.Paths.Count(p => Reaches(network, isp, p));

    private static bool Reaches(WorldNetwork network, int isp, string path) =>
        Enumerable.Range(0, network.Metros.Count).Any(m => network.ServersOf(isp, m).Any(s => network.Servers[s].Path == path));
}
