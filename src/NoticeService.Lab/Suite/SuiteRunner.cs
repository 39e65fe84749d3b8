using NoticeService.Domain.Verdicts;
using NoticeService.Lab.Baselines;
using NoticeService.Lab.History;
using NoticeService.Lab.Replay;
using NoticeService.Lab.Simulation;
using NoticeService.Lab.Traces;

namespace NoticeService.Lab.Suite;

/// <summary>One world played, replayed and judged.</summary>
/// <param name="Engine">What the engine said.</param>
/// <param name="Baseline">What BlameIt's rule said of the same cells.</param>
/// <param name="Spells">What was said of single sessions.</param>
/// <param name="Rows">Samples that were recorded.</param>
internal sealed record SuiteResult(Judgement Engine, Judgement Baseline, SpellTally Spells, long Rows);

/// <summary>Makes worlds, replays what they report, and judges what is said. Thread-safe: worlds share nothing that changes.</summary>
/// <param name="settings">The engine's thresholds.</param>
/// <param name="keepIn">With a folder, each world's telemetry stays there as SEED.csv, with SEED.network.json; null for none.</param>
internal sealed class SuiteRunner(VerdictSettings settings, string? keepIn)
{
    /// <summary>World time zero, ms since the Unix epoch.</summary>
    public const long StartMs = 1_768_500_000_000;

    // What the rule of the home needs, and as much again.
    private readonly int longHomeWindows = 2 * settings.HomeWindows;

    private readonly TraceLibrary traces = TraceLibrary.Load();

    /// <summary>One world, by its seed.</summary>
    public SuiteResult Run(ulong seed, CancellationToken cancellationToken) => Run(SuiteWorld.Draw(seed), cancellationToken);

    /// <summary>One world.</summary>
    public SuiteResult Run(SuiteWorld plan, CancellationToken cancellationToken)
    {
        var world = new World(plan.Options, plan.Network, traces, StartMs);
        FaultDriver[] drivers = [.. plan.Faults.Select((f, i) => new FaultDriver(f, world, plan.Seed + (ulong)i))];
        Forgers[] forgers = [.. plan.Forged.Select(g => new Forgers(g, $"10.{PlannedNetwork.Index(g.Isp)}", plan.Seed))];
        var truth = new TruthLog(plan, drivers);
        var baseline = new BlameIt(new BlameItSettings());
        var spells = new List<SufferingSpell>();
        var replay = new ReplayRun(plan.Tables, settings, spells.Add, baseline);
        using (var writer = keepIn is null ? null : new TelemetryWriter(Path.Combine(keepIn, $"{plan.Seed}.csv")))
        {
            Play(plan, world, drivers, forgers, new SuiteFeed(plan, truth, replay, writer), cancellationToken);
            writer?.Flush();
        }

        if (keepIn is not null)
        {
            File.WriteAllText(Path.Combine(keepIn, $"{plan.Seed}.network.json"), SuiteNetworkFile.Text(plan));
        }

        replay.Finish();
        FaultTruth[] truths = [.. plan.Faults.Select((_, i) => truth.Of(i))];
        return new SuiteResult(
            Judgement.Of(plan, truths, StartMs, replay.Verdicts),
            Judgement.Of(plan, truths, StartMs, baseline.Verdicts),
            Tally(plan, truth, spells),
            replay.Counts.Rows);
    }

    private static void Play(SuiteWorld plan, World world, FaultDriver[] drivers, Forgers[] forgers, SuiteFeed feed, CancellationToken cancellationToken)
    {
        for (var step = 0; step < plan.Seconds * World.StepsPerSecond; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var driver in drivers)
            {
                driver.Advance();
            }

            feed.Seconds = world.Seconds + World.StepSeconds;
            feed.NowMs = world.NowMs + (long)(World.StepSeconds * 1000);
            world.Step(feed);
            foreach (var row in forgers.SelectMany(f => f.Rows(feed.Seconds, feed.NowMs)))
            {
                feed.Take(row);
            }
        }
    }

    private SpellTally Tally(SuiteWorld plan, TruthLog truth, List<SufferingSpell> spells)
    {
        var tally = new SpellTally();
        foreach (var spell in spells)
        {
            var cause = truth.CauseOf(spell.SessionId, spell.FromMs, spell.ToMs);
            tally.Add(
                cause switch
                {
                    Cause.None => "none",
                    Cause.Home => "home",
                    _ => plan.Faults[cause - Cause.Fault].Truth.Culprit.ToString().ToLowerInvariant(),
                },
                spell.Culprit);
        }

        var said = spells.Where(s => s.Culprit == Culprit.Home).ToLookup(s => s.SessionId);
        foreach (var (session, first, last) in truth.HomeSpells(longHomeWindows))
        {
            tally.AddHome(said[session].Any(s => s.ToMs > first.StartMs && s.FromMs < last.EndMs));
        }

        return tally;
    }
}
