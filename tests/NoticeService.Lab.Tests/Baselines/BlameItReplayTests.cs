using NoticeService.Domain.Cells;
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
        // Every server with a fifth of its capacity, for ten minutes.
        var world = SuiteWorld.Draw(3, 1500).With(new Fault(Culprit.Service, new LinkSelector(LinkKind.Server), 0.2, 5, 605));
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

        var bucket = new BlameItSettings().BucketWindows * (long)Window.LengthMs;
        var faultMs = 1_768_500_000_000 + SuiteWorld.CalmSeconds * 1000L;
        Assert.Contains(baseline.Verdicts, v => v.Opening.Culprit == Culprit.Service && v.Opening.OnsetMs == faultMs && v.Opening.OpenedMs == faultMs + bucket);
    }

    public void Dispose() => File.Delete(file);
}
