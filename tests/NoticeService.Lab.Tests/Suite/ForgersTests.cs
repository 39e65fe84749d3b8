using NoticeService.Lab.Simulation;
using NoticeService.Lab.Suite;

namespace NoticeService.Lab.Tests.Suite;

public sealed class ForgersTests
{
    [Fact]
    public void Rows_OverTime_EveryForgerReportsEveryTenSecondsFirstWellAndThenBadly()
    {
        var forgers = new Forgers(new ForgedGroup("i1", ["s1", "s2"], 20, 4, FromS: 100, 50_000, 1_000), "10.1", seed: 3);
        var rows = Enumerable.Range(1, 200 * World.StepsPerSecond).SelectMany(step => forgers.Rows(step * World.StepSeconds, step * 200L).Select(r => (At: step * World.StepSeconds, Row: r))).ToList();

        Assert.All(rows.GroupBy(r => r.Row.SessionId), of => Assert.InRange(of.Count(), 19, 20));
        Assert.Equal(20, rows.Select(r => r.Row.UserId).Distinct().Count());
        Assert.Equal(4, rows.Select(r => r.Row.Address[..r.Row.Address.LastIndexOf('.')]).Distinct().Count());
        Assert.All(rows, r => Assert.InRange(r.Row.Sample.ThroughputKbps, r.At < 100 ? 45_000 : 900, r.At < 100 ? 56_000 : 1_115));
    }
}
