using NoticeService.Domain.Verdicts;
using NoticeService.Lab.Replay;
using NoticeService.Lab.Simulation;
using NoticeService.Lab.Suite;

namespace NoticeService.Lab.Tests.Suite;

public sealed class JudgementTests
{
    private const double FromS = 1_205, FullS = 1_215, ToS = 1_500;

    private static readonly SuiteWorld Calm = SuiteWorld.Draw(1) with { Faults = [], Confounder = Confounder.None, LeadSeconds = 1_200, Seconds = 1_740 };

    [Theory]
    [InlineData(Culprit.Isp, Culprit.Isp, "i1", null, nameof(Outcome.Right))]
    [InlineData(Culprit.Isp, Culprit.Isp, "i2", null, nameof(Outcome.Wrong))]
    [InlineData(Culprit.Isp, Culprit.Interconnect, "i1", "p0", nameof(Outcome.Part))]
    [InlineData(Culprit.Isp, Culprit.Interconnect, "i2", "p1", nameof(Outcome.Wrong))]
    [InlineData(Culprit.Path, Culprit.Path, null, "p1", nameof(Outcome.Right))]
    [InlineData(Culprit.Path, Culprit.Interconnect, "i2", "p1", nameof(Outcome.Part))]
    [InlineData(Culprit.Path, Culprit.Isp, "i1", null, nameof(Outcome.Wrong))]
    [InlineData(Culprit.Interconnect, Culprit.Interconnect, "i1", "p1", nameof(Outcome.Right))]
    [InlineData(Culprit.Interconnect, Culprit.Interconnect, "i1", "p0", nameof(Outcome.Wrong))]
    [InlineData(Culprit.Interconnect, Culprit.Isp, "i1", null, nameof(Outcome.Wrong))]
    [InlineData(Culprit.Interconnect, Culprit.Undetermined, null, null, nameof(Outcome.Undetermined))]
    [InlineData(Culprit.Service, Culprit.Service, null, null, nameof(Outcome.Right))]
    public void Of_OneVerdict_IsHeldAgainstTheTruth(Culprit truth, Culprit said, string? isp, string? path, string outcome)
    {
        var judgement = Judge(World(truth), Said(said, isp, path));
        Assert.Equal(outcome, judgement.Verdicts.Single().Outcome.ToString());
        Assert.Equal(outcome, judgement.Faults.Single().Outcome.ToString());
    }

    [Fact]
    public void Of_SomebodyInnocentBesideTheCulprit_IsBoth()
    {
        var judgement = Judge(World(Culprit.Isp), Said(Culprit.Isp, "i1", null), Said(Culprit.Isp, "i2", null));
        Assert.Equal(Outcome.Right, judgement.Faults.Single().Outcome);
        Assert.Single(judgement.Verdicts, v => v.BlamesInnocent);
    }

    [Fact]
    public void Of_Silence_IsNothing()
    {
        Assert.Equal(Outcome.Nothing, Judge(World(Culprit.Isp)).Faults.Single().Outcome);
        Assert.Empty(Judge(Calm).Verdicts);
    }

    [Theory]
    [InlineData(FromS, nameof(Outcome.Wrong))]
    [InlineData(FromS + 1, nameof(Outcome.Right))]
    [InlineData(ToS + 60, nameof(Outcome.Right))]
    [InlineData(ToS + 61, nameof(Outcome.Wrong))]
    public void Of_TheCulprit_IsRightOnlyInItsTime(double openedS, string outcome) =>
        Assert.Equal(outcome, Judge(World(Culprit.Isp), Said(Culprit.Isp, "i1", null, openedS)).Verdicts.Single().Outcome.ToString());

    [Theory]
    [InlineData("m0", nameof(Outcome.Right))]
    [InlineData("m1", nameof(Outcome.Wrong))]
    public void Of_TheCulprit_IsRightOnlyInItsMetros(string metro, string outcome) =>
        Assert.Equal(outcome, Judge(World(Culprit.Isp, metros: ["m0"]), Said(Culprit.Isp, "i1", null, metro: metro)).Verdicts.Single().Outcome.ToString());

    [Fact]
    public void Of_LessThanTheTruth_IsRightWhereTheWorldDoesNotShowMore()
    {
        var world = World(Culprit.Isp);
        var weaker = world with { Faults = [world.Faults[0] with { AlsoRight = [new Statement(Culprit.Interconnect, "i1", "p0")] }] };
        var fault = Judge(weaker, Said(Culprit.Interconnect, "i1", "p0")).Faults.Single();
        Assert.Equal((Outcome.AsShown, true), (fault.Outcome, fault.IsRight));
    }

    [Fact]
    public void Of_Right_HasTheTimesFromItsDepthAndItsEnd()
    {
        var fault = Judge(World(Culprit.Isp), Said(Culprit.Isp, "i1", null, FullS + 25, ToS + 40)).Faults.Single();
        Assert.Equal((25, 40), (fault.SecondsToVerdict!.Value, fault.SecondsToClose!.Value));
    }

    [Fact]
    public void Of_WeAreNamed_IsAFalseAlarmUnlessOurPlayerLies()
    {
        Assert.Equal(Outcome.Wrong, Judge(Calm, Said(Culprit.Service, null, null)).Verdicts.Single().Outcome);
        Assert.Equal(Outcome.AsShown, Judge(Calm with { Confounder = Confounder.PlayerRelease }, Said(Culprit.Service, null, null)).Verdicts.Single().Outcome);
    }

    private static Judgement Judge(SuiteWorld world, params RecordedVerdict[] verdicts) =>
        Judgement.Of(world, [.. world.Faults.Select(_ => new FaultTruth(0.5, 300, 400))], 0, verdicts);

    private static SuiteWorld World(Culprit truth, IReadOnlyList<string>? metros = null)
    {
        var course = new FaultCourse(FromS, FullS - FromS, ToS);
        var fault = truth switch
        {
            Culprit.Isp => new Fault(new Statement(Culprit.Isp, "i1", null), [new LinkSelector(LinkKind.Access, "i1")], course),
            Culprit.Path => new Fault(new Statement(Culprit.Path, null, "p1"), [new LinkSelector(LinkKind.Transit, null, "p1")], course),
            Culprit.Interconnect => new Fault(new Statement(Culprit.Interconnect, "i1", "p1"), [new LinkSelector(LinkKind.Interconnect, "i1", "p1")], course),
            _ => new Fault(new Statement(Culprit.Service, null, null), [new LinkSelector(LinkKind.Server)], course),
        };
        return Calm with { Faults = [fault with { Metros = metros ?? [] }] };
    }

    private static RecordedVerdict Said(Culprit culprit, string? isp, string? path, double openedS = FullS + 20, double? closedS = null, string? metro = null) => new(
        new Verdict
        {
            Id = $"{culprit}.{isp}.{path}", Culprit = culprit, State = VerdictState.Open, Isp = isp, Path = path,
            OnsetMs = 1_210_000, OpenedMs = (long)(openedS * 1000), Confidence = 0.999, Drop = 0.5, Sessions = 100, Households = 100, Reason = "",
        },
        metro is null ? [] : [metro],
        0.5,
        closedS is { } s ? (long)(s * 1000) : null);
}
