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
        var worlds = Numbers.Option("--worlds", "How many worlds.", 60, 1, 100_000);
        var first = Numbers.Seed("Seed of the first world; the others follow.", 1_000UL);
        var households = Numbers.Option("--players", "Households in a world.", 3000, 100, 100_000);
        var explain = new Option<bool>("--explain") { Description = "Print each world that was not judged rightly, and what was said of it." };
        var keep = new Option<string?>("--keep") { Description = "Leave each world's telemetry there, as SEED.csv.", HelpName = "DIR" };
        var command = new Command("suite", About) { worlds, first, households, explain, keep };
        command.SetAction((arguments, cancellationToken) =>
        {
            var folder = arguments.GetValue(keep);
            if (folder is not null)
            {
                Directory.CreateDirectory(folder);
            }

            var runner = new SuiteRunner(new VerdictSettings(), arguments.GetValue(households), folder);
            var judgements = Enumerable.Range(0, arguments.GetValue(worlds))
                .AsParallel().AsOrdered().WithCancellation(cancellationToken)
                .Select(i => runner.Run(arguments.GetValue(first) + (ulong)i, cancellationToken))
                .ToList();
            foreach (var judgement in judgements.Where(j => arguments.GetValue(explain) && j.Outcome is not (Outcome.Right or Outcome.Quiet)))
            {
                Explain(judgement);
            }

            Console.Write(SuiteReport.Markdown(judgements));
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static void Explain(Judgement judgement)
    {
        var world = judgement.World;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{judgement.Outcome}: seed {world.Seed}, {world.Network.Isps.Count} ISPs, {world.Network.Paths.Count} paths, {world.Network.Metros.Count} metros; truth: {(world.Fault is { } f ? $"{f.Culprit} {f.Link}, capacity for {f.Fraction:P0}, {f.ToS - f.FromS:0} s" : "calm")}"));
        foreach (var verdict in judgement.Verdicts)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"    after {(verdict.Opening.OpenedMs - judgement.ScriptMs) / 1000} s: {verdict.Opening.Culprit} {verdict.Opening.Isp} {verdict.Opening.Path}: {verdict.Opening.Reason}"));
        }
    }
}
