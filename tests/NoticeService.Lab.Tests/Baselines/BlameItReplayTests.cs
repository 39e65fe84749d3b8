using NoticeService.Domain.Verdicts;
using NoticeService.Lab.Baselines;
using NoticeService.Lab.History;
using NoticeService.Lab.Replay;
using NoticeService.Lab.Simulation;
using NoticeService.Lab.Suite;
using NoticeService.Lab.Traces;
using NoticeService.Pipeline.Recording;

namespace NoticeService.Lab.Tests.Baselines;

public sealed class BlameItReplayTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    [Fact]
    public void Replay_ShowsTheBaselineTheCellsOfTheEngine()
    {
        // A whole ISP with a fifth of its capacity, for ten minutes.
        var world = SuiteWorld.Draw(3, 1200);
        var isp = world.Network.Isps[0].Id;
        world = world.With(new Fault(Culprit.Isp, new LinkSelector(LinkKind.Access, isp), 0.2, 5, 605));
        using (var writer = new TelemetryWriter(file))
        {
            var simulated = new World(world.Options, world.Network, TraceLibrary.Load(), 1_768_500_000_000);
            writer.Record(simulated, SuiteWorld.CalmSeconds, null, default);
            writer.Record(simulated, world.ScriptSeconds, new ScriptRunner(world.Script, simulated), default);
        }

        var baseline = new BlameIt(new BlameItSettings());
        var run = new ReplayRun(world.Tables, new VerdictSettings(), _ => { }, baseline);
        using var reader = new TelemetryReader(file);
        run.Read(reader, isStrict: true, _ => { }, _ => { }, TestContext.Current.CancellationToken);

        var faultMs = 1_768_500_000_000 + SuiteWorld.CalmSeconds * 1000L;
        Assert.DoesNotContain(baseline.Verdicts, v => v.Opening.OpenedMs <= faultMs);
        Assert.Contains(baseline.Verdicts, v => v.Opening.Culprit == Culprit.Isp && v.Opening.Isp == isp);
    }

    public void Dispose() => File.Delete(file);
}
