using System.CommandLine;
using NoticeService.Domain.Evidence;
using NoticeService.Pipeline.Evidence;

namespace NoticeService.Lab.Commands;

/// <summary><c>lab verify-evidence</c>: works a verdict out again from its pack alone.</summary>
internal static class VerifyEvidenceCommand
{
    private const string About = """
        Works a verdict out again from its frozen pack (notice-service ctl evidence) and says what does not follow: the fit, who may be
        named, each figure of both sides of every comparison, and the sequential test window by window. It asks nobody else.

        It takes the counts as they are: whether households were told apart and earlier windows counted rightly is not in the pack.

        Exit codes: 0 all of it follows; 3 something does not; 2 wrong use; 1 no pack, or one that cannot be read.
        """;

    public static Command Create()
    {
        var file = new Argument<string>("PACK") { Description = "The pack, JSON." };
        var all = new Option<bool>("--all") { Description = "Print also what follows." };
        var command = new Command("verify-evidence", About) { file, all };
        command.SetAction(arguments => Run(arguments.GetValue(file)!, arguments.GetValue(all)));
        return command;
    }

    private static int Run(string file, bool printsAll)
    {
        try
        {
            var pack = EvidenceJson.Read(File.ReadAllBytes(file));
            var findings = EvidenceCheck.Of(pack);
            Console.WriteLine($"{pack.Verdict.Id}: {pack.Verdict.Reason}");
            foreach (var finding in findings.Where(f => printsAll || !f.Holds))
            {
                Console.WriteLine($"{(finding.Holds ? "  " : "! ")}{finding.What}: the pack says {finding.Said}; its data give {finding.Follows}");
            }

            var broken = findings.Count(f => !f.Holds);
            Console.WriteLine(broken == 0 ? $"All {findings.Count} statements follow from the data." : $"{broken} of {findings.Count} statements do not follow from the data.");
            return broken == 0 ? ExitCodes.Done : ExitCodes.DoesNotFollow;
        }
        catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new CommandError($"{file}: {error.Message}", error);
        }
    }
}
