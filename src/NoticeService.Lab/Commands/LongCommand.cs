using System.CommandLine;
using NoticeService.Domain.Verdicts;
using NoticeService.Lab.Suite;
using NoticeService.Lab.Suite.Long;
using NoticeService.Lab.Traces;

namespace NoticeService.Lab.Commands;

/// <summary><c>lab long</c>: what <c>make lab-long</c> runs.</summary>
internal static class LongCommand
{
    private const string About = """
        Watches worlds in which nothing is anybody's fault for days of virtual time, at the level of histograms, and prints how many
        verdicts opened all the same, for each 1,000 ISP-days, with the upper limit. Calm is that of lab suite: its homes are
        recorded first.
        """;

    public static Command Create()
    {
        var days = Numbers.Option("--isp-days", "How many ISP-days, at least.", 3_100, 1, 1_000_000);
        var first = Numbers.Seed("Seed of the first world; the others follow.", SuiteSeeds.ReportFrom);
        var explain = new Option<bool>("--explain") { Description = "Print each false alarm and its reason." };
        var output = new Option<string?>("--out") { Description = "Write the report there, as long.md.", HelpName = "DIR" };
        var command = new Command("long", About) { days, first, explain, output };
        command.SetAction((arguments, cancellationToken) => Task.FromResult(Run(
            arguments.GetValue(first),
            arguments.GetValue(days),
            arguments.GetValue(explain),
            arguments.GetValue(output),
            cancellationToken)));
        return command;
    }

    private static int Run(ulong first, int ispDays, bool explains, string? output, CancellationToken cancellationToken)
    {
        var plans = new List<CellWorldPlan>();
        for (double planned = 0; planned < ispDays; planned += plans[^1].Households.Count)
        {
            plans.Add(CellWorldPlan.Draw(first + (ulong)plans.Count));
        }

        var runner = new LongRunner(new VerdictSettings(), ShortfallLibrary.Record(TraceLibrary.Load(), cancellationToken));
        var results = Worlds.Play(plans.Count, i => runner.Run(plans[i], cancellationToken), cancellationToken);
        if (explains)
        {
            Console.Write(LongReport.Explain(results));
        }

        var report = LongReport.Markdown(new SuiteSeeds(first, plans.Count), results);
        Console.Write(report);
        if (output is not null)
        {
            Write(output, report);
        }

        return ExitCodes.Done;
    }

    private static void Write(string folder, string report)
    {
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "long.md"), report);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandError(error.Message, error);
        }
    }
}
