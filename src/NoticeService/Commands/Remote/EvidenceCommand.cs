using System.CommandLine;
using NoticeService.Protocol.V1;

namespace NoticeService.Commands.Remote;

/// <summary><c>ctl evidence</c>: what a notice followed from, as it was frozen.</summary>
internal static class EvidenceCommand
{
    public static Command Create()
    {
        var notice = new Argument<string>("NOTICE") { Description = "The notice's id, from ctl ledger." };
        var target = new Option<string?>("--output") { Description = "Where the pack goes, for lab verify-evidence. Default: standard output.", HelpName = "FILE" };
        var command = new Command("evidence", "The frozen evidence of a notice's verdict, as JSON that can be worked out again without us.") { notice, target };
        return RemoteCommand.Runs(command, async (service, arguments, cancellationToken) =>
        {
            var answer = await service.Operators.GetEvidenceAsync(new GetEvidenceRequest { NoticeId = arguments.GetValue(notice)! }, service.Call(cancellationToken));
            if (answer.PackJson.Length == 0)
            {
                await Console.Error.WriteLineAsync("notice-service: This notice is advice about the viewer's home: it rests on the session's own figures, which stand in its record, and has no pack.");
                return ExitCodes.NotFound;
            }

            foreach (var dispute in answer.Disputes)
            {
                await Console.Error.WriteLineAsync(PlainText.Of($"notice-service: {dispute.Isp} disputed the verdict on {Show.Time(dispute.OpenedMs)}: {dispute.Statement} ({EnumWords.Of(dispute.State)}{(dispute.Resolution.Length > 0 ? ": " + dispute.Resolution : "")})"));
            }

            if (arguments.GetValue(target) is not { } path)
            {
                Console.WriteLine(answer.PackJson);
                return ExitCodes.Done;
            }

            await File.WriteAllTextAsync(path, answer.PackJson, cancellationToken);
            await Console.Error.WriteLineAsync($"{path}: {answer.Verdict.Reason}");
            return ExitCodes.Done;
        });
    }
}
