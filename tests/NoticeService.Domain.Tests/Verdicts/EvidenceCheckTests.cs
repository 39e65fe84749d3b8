using NoticeService.Domain.Cells;
using NoticeService.Domain.Evidence;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Tests.Verdicts;

/// <summary>A verdict follows from its pack, and from no other.</summary>
public sealed class EvidenceCheckTests
{
    private const double Cap = 4_000;

    private readonly CrowdedWorld world = new(31, 40, "verizon", "comcast", "att", "cox");

    public EvidenceCheckTests() => world.Play(6, (_, _) => null);

    [Theory]
    [InlineData("verizon", "cogent", 3)]
    [InlineData("verizon", "cogent", 40)]
    [InlineData("verizon", null, 12)]
    [InlineData(null, "cogent", 12)]
    [InlineData(null, null, 12)]
    public void Of_PackOfAVerdict_EverythingFollows(string? isp, string? path, int windows)
    {
        var pack = Crowded(isp, path, windows);
        Assert.All(EvidenceCheck.Of(pack), f => Assert.True(f.Holds, f.ToString()));
    }

    [Fact]
    public void Of_PackAfterLeadersChanged_EverythingFollows()
    {
        world.Play(4, (c, _) => c.Isp == "verizon" ? Cap : null);
        world.ChangeLeader();
        Assert.All(EvidenceCheck.Of(Crowded("verizon", null, 6)), f => Assert.True(f.Holds, f.ToString()));
    }

    // By the rules of its time: how many liars could have had it named was not asked then, so its settings do not say.
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void Of_PackOfBeforeLiarsWereCounted_IsHeldToWhatItsEngineKnew(int version, bool follows)
    {
        var pack = Crowded("verizon", "cogent", 12) with { Version = version };
        var strict = pack with { Settings = pack.Settings with { MinPoisoningMargin = 1.5 } };
        Assert.Equal(follows ? [] : ["who may be named"], Broken(strict));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Of_PackOfAVersionThatIsNotKnown_IsRefused(int version) =>
        Assert.Contains($"version {version}", Assert.Throws<FormatException>(() => EvidenceCheck.Of(Crowded("verizon", "cogent", 12) with { Version = version })).Message, StringComparison.Ordinal);

    // It stands, but these windows by themselves would name nobody: what is frozen must verify.
    [Fact]
    public void PackOf_AWindowInDoubt_IsNone()
    {
        var id = Crowded("verizon", "cogent", 12).Verdict.Id;
        world.Reports = (home, shortfall) => home.Cell is { Path: "cogent", Isp: not "verizon" } ? null : shortfall;
        world.Play(4, (c, _) => c is { Isp: "verizon", Path: "cogent" } ? Cap : null);
        Assert.Equal(Culprit.Interconnect, world.Open.Single(v => v.Id == id).Culprit);
        Assert.Null(world.Engine.PackOf(id));
    }

    [Fact]
    public void Of_SofterDrop_DoesNotFollow()
    {
        var pack = Crowded("verizon", "cogent", 12);
        Assert.Equal(["fraction lost"], Broken(pack with { Verdict = pack.Verdict with { Drop = pack.Verdict.Drop / 2 } }));
    }

    [Fact]
    public void Of_OtherCulprit_DoesNotFollow()
    {
        var pack = Crowded("verizon", "cogent", 12);
        Assert.Contains("the fit's term", Broken(pack with { Verdict = pack.Verdict with { Culprit = Culprit.Isp, Path = null } }));
    }

    [Fact]
    public void Of_PeersLeftOut_DoesNotFollow()
    {
        // Without the ISP's other paths nobody could tell whether it is the ISP itself.
        var pack = Crowded("verizon", "cogent", 12);
        Assert.Contains("who may be named", Broken(pack with { Cells = [.. pack.Cells.Where(c => c.Cell.Isp != "verizon" || c.Cell.Path == "cogent")] }));
    }

    [Fact]
    public void Of_ACountMoved_DoesNotFollow()
    {
        var pack = Crowded("verizon", "cogent", 12);
        var cell = pack.Cells.First(c => c.Cell is { Isp: "verizon", Path: "cogent" });
        var stratum = cell.Strata.MaxBy(s => s.Counts.Sum())!;
        var moved = stratum with { First = 0, Counts = [stratum.Counts.Sum()] };
        PackedCell[] cells = [.. pack.Cells.Select(c => c == cell ? c with { Strata = [.. c.Strata.Select(s => s == stratum ? moved : s)] } : c)];
        Assert.Contains(Broken(pack with { Cells = cells }), b => b.StartsWith("the accused", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_CertaintyMadeUp_DoesNotFollow()
    {
        var pack = Crowded("verizon", "cogent", 12);
        var first = pack.Weighings[1];
        Assert.Equal(
            ["windows of the sequential test that do not follow from the one before"],
            Broken(pack with { Weighings = [pack.Weighings[0], first with { Before = new EvidenceProcess(15, 0.5) }, .. pack.Weighings.Skip(2)] }));
        Assert.Contains("ln M when it was opened", Broken(pack with { Settings = pack.Settings with { CertainLnM = 60 } }));
    }

    [Fact]
    public void Of_OtherVersion_IsRefusedByName() =>
        Assert.Contains("version 9", Assert.Throws<FormatException>(() => EvidenceCheck.Of(Crowded("verizon", "cogent", 12) with { Version = 9 })).Message, StringComparison.Ordinal);

    [Fact]
    public void PackOf_WhatIsNotOpenOrNamesNobody_IsNone()
    {
        Assert.Null(world.Engine.PackOf("isp.verizon.20260101T000000Z"));
        var pack = Crowded("verizon", "cogent", 6);
        world.Play(10, (_, _) => null);
        Assert.Null(world.Engine.PackOf(pack.Verdict.Id));
    }

    private static IEnumerable<string> Broken(EvidencePack pack) => EvidenceCheck.Of(pack).Where(f => !f.Holds).Select(f => f.What);

    private EvidencePack Crowded(string? isp, string? path, int windows)
    {
        world.Play(windows, (c, _) => (isp ?? c.Isp) == c.Isp && (path ?? c.Path) == c.Path ? Cap : null);
        return Assert.IsType<EvidencePack>(world.Engine.PackOf(Assert.Single(world.Open).Id));
    }
}
