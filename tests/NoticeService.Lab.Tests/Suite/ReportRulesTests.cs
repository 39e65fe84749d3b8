using NoticeService.Domain.Samples;
using NoticeService.Lab.Simulation;
using NoticeService.Lab.Suite;
using NoticeService.Lab.Tests.Simulation;

namespace NoticeService.Lab.Tests.Suite;

public sealed class ReportRulesTests
{
    private static readonly IReadOnlyList<Session> Sessions = [.. TestWorlds.Make(households: 600).Sessions];

    private static readonly Sample Sample = new(10_000, 5_800, 5_800, 20_000, 0, 2_000_000, AppLimited.No, "cogent-nyc-1", 1);

    [Fact]
    public void TryRecord_NoRules_ChangesNothing() =>
        Assert.All(Sessions, s => Assert.Equal(Sample, Recorded(new ReportRules { Seed = 1 }, s, 100)));

    [Theory]
    [InlineData(99, 0)]
    [InlineData(100, 0.25)]
    [InlineData(199, 0.25)]
    [InlineData(200, 0)]
    public void TryRecord_PodMissing_LosesTheSessionsOfOnePodForItsTime(double seconds, double lost)
    {
        var rules = new ReportRules { Seed = 1, PodLoss = new PodLoss(100, 200, 4) };
        Assert.InRange((double)Sessions.Count(s => Recorded(rules, s, seconds) is null) / Sessions.Count, lost * 0.7, lost * 1.3);
    }

    [Fact]
    public void TryRecord_Release_ReportsTooLittleForItsPlayersOnly()
    {
        var rules = new ReportRules { Seed = 1, Release = new PlayerRelease(100, 50, ["tv-app 7.2"], 0.5) };
        foreach (var session in Sessions)
        {
            Assert.Equal(10_000, Recorded(rules, session, 99)!.Value.ThroughputKbps);
            Assert.Equal(session.Household.Player == "tv-app 7.2" ? 5_000 : 10_000, Recorded(rules, session, 151)!.Value.ThroughputKbps);
        }
    }

    [Fact]
    public void TryRecord_Bare_SaysNothingOfAppLimited() =>
        Assert.Equal(AppLimited.NotSaid, Recorded(new ReportRules { Seed = 1, IsBare = true }, Sessions[0], 1)!.Value.AppLimited);

    private static Sample? Recorded(ReportRules rules, Session session, double seconds)
    {
        var sample = Sample;
        return rules.TryRecord(session, seconds, ref sample) ? sample : null;
    }
}
