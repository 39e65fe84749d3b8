using System.CommandLine;
using NoticeService.Domain.Verdicts;
using NoticeService.Lab.Suite;

namespace NoticeService.Lab.Commands;

/// <summary><c>lab suite</c>: what <c>make lab</c> runs.</summary>
internal static class SuiteCommand
{
    private const string About = """
        Makes random worlds with known faults or none, and much that only looks like a fault, plays them in virtual time, replays
        what their players report, and prints how often the culprit, somebody innocent or nobody was named, beside BlameIt's rule
        on the same cells. Seeds below 5000 are for tuning, the others for reports; the report says which it is about.
        """;

    public static Command Create()
    {
        var worlds = Numbers.Option("--worlds", "How many worlds.", 100, 1, 100_000);
        var first = Numbers.Seed("Seed of the first world; the others follow.", SuiteSeeds.ReportFrom);
        var explain = new Option<bool>("--explain") { Description = "Print each world, what was said of it, and why." };
        var keep = new Option<string?>("--keep") { Description = "Leave each world's telemetry there, as SEED.csv, with SEED.network.json.", HelpName = "DIR" };
        var output = new Option<string?>("--out") { Description = "Write the report there, as suite.md and suite.json.", HelpName = "DIR" };
        var command = new Command("suite", About) { worlds, first, explain, keep, output };
        command.SetAction((arguments, cancellationToken) => Task.FromResult(Run(
            new SuiteSeeds(arguments.GetValue(first), arguments.GetValue(worlds)),
            arguments.GetValue(explain),
            Folder(arguments.GetValue(keep)),
            Folder(arguments.GetValue(output)),
            cancellationToken)));
        return command;
    }

    private static int Run(SuiteSeeds seeds, bool explains, string? keep, string? output, CancellationToken cancellationToken)
    {
        try
        {
            var runner = new SuiteRunner(new VerdictSettings(), keep);
            var results = Worlds.Play(seeds.Count, i => runner.Run(seeds.First + (ulong)i, cancellationToken), cancellationToken);
            if (explains)
            {
                Console.Write(string.Join("\n", results.Select(SuiteExplanation.Of)));
                Console.WriteLine();
            }

            var report = SuiteReport.Markdown(seeds, results);
            Console.Write(report);
            if (output is not null)
            {
                File.WriteAllText(Path.Combine(output, "suite.md"), report);
                File.WriteAllText(Path.Combine(output, "suite.json"), SuiteJson.Write(seeds, results));
            }

            return ExitCodes.Done;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandError(error.Message, error);
        }
    }

    private static string? Folder(string? path)
    {
        if (path is not null)
        {
            Directory.CreateDirectory(path);
        }

        return path;
    }
}
