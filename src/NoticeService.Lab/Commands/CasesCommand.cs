using System.CommandLine;
using NoticeService.Domain.Verdicts;
using NoticeService.Lab.RealCases;

namespace NoticeService.Lab.Commands;

/// <summary><c>lab cases</c>: what the engine says of the published cases.</summary>
internal static class CasesCommand
{
    private const string About = """
        Runs the verdict engine on published real cases of 2012 to 2017, and prints what it says of each beside what M-Lab
        found, as Markdown. src/NoticeService.Lab/RealCases/README.md is its output.
        """;

    public static Command Create()
    {
        var explain = new Option<bool>("--explain") { Description = "Print each verdict's paragraph instead." };
        var command = new Command("cases", About) { explain };
        command.SetAction(arguments =>
        {
            var report = new CaseReport(new CaseCatalogue(), new VerdictSettings());
            Console.Write(arguments.GetValue(explain) ? report.Explain() : report.Markdown());
            return ExitCodes.Done;
        });
        return command;
    }
}
