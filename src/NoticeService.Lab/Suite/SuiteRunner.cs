using NoticeService.Domain.Verdicts;
using NoticeService.Lab.History;
using NoticeService.Lab.Replay;
using NoticeService.Lab.Simulation;
using NoticeService.Lab.Traces;
using NoticeService.Pipeline.Recording;

namespace NoticeService.Lab.Suite;

/// <summary>Makes worlds, records them, replays the recordings, and judges what is said.</summary>
internal sealed class SuiteRunner(VerdictSettings settings, int households, string? keepIn)
{
    private const long StartMs = 1_768_500_000_000;

    // With a folder, each world's telemetry stays there as SEED.csv.
    private readonly TraceLibrary traces = TraceLibrary.Load();

    /// <summary>One world, by its seed.</summary>
    public Judgement Run(ulong seed, CancellationToken cancellationToken)
    {
        var world = SuiteWorld.Draw(seed, households);
        var file = keepIn is null ? Path.GetTempFileName() : Path.Combine(keepIn, $"{seed}.csv");
        try
        {
            var faultMs = Record(world, file, cancellationToken);
            using var reader = new TelemetryReader(file);
            var run = new ReplayRun(world.Tables, settings, _ => { });
            run.Read(reader, isStrict: true, _ => { }, _ => { }, cancellationToken);
            return Judgement.Of(world, faultMs, run.Verdicts);
        }
        finally
        {
            if (keepIn is null)
            {
                File.Delete(file);
            }
        }
    }

    private long Record(SuiteWorld plan, string file, CancellationToken cancellationToken)
    {
        using var writer = new TelemetryWriter(file);
        var world = new World(plan.Options, plan.Network, traces, StartMs);
        writer.Record(world, SuiteWorld.CalmSeconds, null, cancellationToken);
        var faultMs = world.NowMs;
        writer.Record(world, plan.ScriptSeconds, new ScriptRunner(plan.Script, world), cancellationToken);
        return faultMs;
    }
}
