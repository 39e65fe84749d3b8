using System.CommandLine;
using System.Globalization;
using NoticeService.Domain.Verdicts;
using NoticeService.Lab.Suite;

namespace NoticeService.Lab.Commands;

/// <summary><c>lab suite</c>: what <c>make lab</c> runs.</summary>
internal static class SuiteCommand
{
    private const string About = """
        Makes random worlds with a known fault or none, records them in virtual time, replays the recordings, and prints how
        often the culprit, somebody innocent or nobody was named.
        """;

    public static Command Create()
    {
        var worlds = new Option<int>("--worlds") { Description = "How many worlds.", DefaultValueFactory = _ => 60 };
        worlds.Validators.Add(result => OptionRules.Range(result, result.GetValueOrDefault<int>(), 1, 100_000, "--worlds"));
        var first = new Option<ulong>("--seed") { Description = "Seed of the first world; the others follow.", DefaultValueFactory = _ => 1_000UL };
        var explain = new Option<bool>("--explain") { Description = "Print each world that was not judged rightly, and what was said of it." };
        var keep = new Option<string?>("--keep") { Description = "Leave each world's telemetry there, as SEED.csv.", HelpName = "DIR" };
        var command = new Command("suite", About) { worlds, first, explain, keep };
        command.SetAction((arguments, cancellationToken) =>
        {
            var folder = arguments.GetValue(keep);
            if (folder is not null)
            {
                Directory.CreateDirectory(folder);
            }

            var runner = new SuiteRunner(new VerdictSettings(), folder);
            var results = Enumerable.Range(0, arguments.GetValue(worlds))
                .AsParallel().AsOrdered().WithCancellation(cancellationToken)
                .Select(i => runner.Run(arguments.GetValue(first) + (ulong)i, cancellationToken))
                .ToList();
            foreach (var result in results.Where(_ => arguments.GetValue(explain)))
            {
                Explain(result);
            }

            Console.Write(SuiteReport.Markdown(results));
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static void Explain(SuiteResult result)
    {
        var world = result.Engine.World;
        var culture = CultureInfo.InvariantCulture;
        Console.WriteLine(string.Create(culture, $"seed {world.Seed}: ISPs {string.Join(" ", world.SessionsOfIsp)}, {world.Network.Paths.Count} paths, {world.Network.Metros.Count} metros, {world.LeadSeconds} s of calm, {world.Seconds} s, {result.Rows} rows, {world.Confounder}"));
        foreach (var fault in result.Engine.Faults)
        {
            Console.WriteLine(string.Create(culture, $"  {fault.Fault.Kind}{(fault.Fault.IsNameable ? "" : " (not nameable)")} {string.Join(", ", fault.Fault.Links)}: {fault.Fault.Course.FromS:0}+{fault.Fault.Course.RampS:0}..{fault.Fault.Course.ToS:0} flap {fault.Fault.Course.FlapS:0}; aimed {fault.Fault.AimedLost:P0}{fault.Fault.Fraction:P0}, lost {fault.Truth.Lost:P0} by {fault.Truth.Testifying} of {fault.Truth.Crossing}: {fault.Outcome} {fault.Said} after {fault.SecondsToVerdict:0} s, closed after {fault.SecondsToClose:0} s"));
        }

        foreach (var verdict in result.Engine.Verdicts)
        {
            Console.WriteLine(string.Create(culture, $"    {verdict.Outcome}, at {(verdict.Verdict.Opening.OpenedMs - 1_768_500_000_000) / 1000} s: {verdict.Said.Culprit} {verdict.Said.Isp} {verdict.Said.Path}: {verdict.Verdict.Opening.Reason}"));
        }
    }
}
