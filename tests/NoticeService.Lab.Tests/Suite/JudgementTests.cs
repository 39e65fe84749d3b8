using NoticeService.Domain.Verdicts;
using NoticeService.Lab.Replay;
using NoticeService.Lab.Simulation;
using NoticeService.Lab.Suite;

namespace NoticeService.Lab.Tests.Suite;

public sealed class JudgementTests
{
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
    [InlineData(Culprit.Interconnect, Culprit.Undetermined, null, null, nameof(Outcome.Abstained))]
    [InlineData(Culprit.Service, Culprit.Service, null, null, nameof(Outcome.Right))]
    public void Of_OneVerdict_IsHeldAgainstTheTruth(Culprit truth, Culprit said, string? isp, string? path, string outcome) =>
        Assert.Equal(outcome, Judgement.Of(World(truth), 0, [Said(said, isp, path)]).Outcome.ToString());

    [Fact]
    public void Of_SomebodyInnocentBesideTheCulprit_IsWrong()
    {
        var judgement = Judgement.Of(World(Culprit.Isp), 0, [Said(Culprit.Isp, "i1", null), Said(Culprit.Isp, "i2", null)]);
        Assert.Equal((Outcome.Wrong, 2, 1), (judgement.Outcome, judgement.Named, judgement.WrongNamed));
    }

    [Fact]
    public void Of_Silence_IsAMissOnlyWhereThereWasAFault()
    {
        Assert.Equal(Outcome.Missed, Judgement.Of(World(Culprit.Isp), 0, []).Outcome);
        Assert.Equal(Outcome.Quiet, Judgement.Of(World(null), 0, []).Outcome);
    }

    [Fact]
    public void Of_Right_HasTheTimeFromTheFault() =>
        Assert.Equal(25, Judgement.Of(World(Culprit.Isp), 1_000, [Said(Culprit.Isp, "i1", null)]).SecondsToVerdict);

    [Fact]
    public void Draw_SameSeed_IsTheSameWorld_AndSeedsDiffer()
    {
        var (first, again) = (SuiteWorld.Draw(7, 100), SuiteWorld.Draw(7, 100));
        Assert.Equal(first.Fault, again.Fault);
        Assert.Equal(first.Network.Servers, again.Network.Servers);
        Assert.True(Enumerable.Range(0, 40).Select(i => SuiteWorld.Draw((ulong)i, 100).Fault?.Culprit).Distinct().Count() == 5);
    }

    private static SuiteWorld World(Culprit? truth)
    {
        var fault = truth switch
        {
            null => null,
            Culprit.Isp => new Fault(Culprit.Isp, new LinkSelector(LinkKind.Access, "i1"), 0.5, 5, 100),
            Culprit.Path => new Fault(Culprit.Path, new LinkSelector(LinkKind.Transit, null, "p1"), 0.5, 5, 100),
            Culprit.Interconnect => new Fault(Culprit.Interconnect, new LinkSelector(LinkKind.Interconnect, "i1", "p1"), 0.5, 5, 100),
            _ => new Fault(Culprit.Service, new LinkSelector(LinkKind.Server), 0.5, 5, 100),
        };
        return SuiteWorld.Draw(1, 100).With(fault);
    }

    private static RecordedVerdict Said(Culprit culprit, string? isp, string? path) => new(
        new Verdict
        {
            Id = $"{culprit}.{isp}.{path}", Culprit = culprit, State = VerdictState.Open, Isp = isp, Path = path,
            OnsetMs = 10_000, OpenedMs = 31_000, Confidence = 0.999, Drop = 0.5, Sessions = 100, Households = 100, Reason = "",
        },
        [],
        0.5,
        null);
}
