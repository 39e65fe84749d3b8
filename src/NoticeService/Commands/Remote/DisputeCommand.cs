using System.CommandLine;
using NoticeService.Protocol.V1;

namespace NoticeService.Commands.Remote;

/// <summary><c>ctl dispute</c>: an ISP's right of reply.</summary>
internal static class DisputeCommand
{
    private static readonly Column<Dispute>[] Columns =
    [
        new("dispute", d => d.DisputeId),
        new("opened", d => Show.Time(d.OpenedMs)),
        new("state", d => EnumWords.Of(d.State)),
        new("ISP", d => d.Isp),
        new("verdict", d => d.VerdictId),
        new("pauses", Pause),
        new("by", d => d.OpenedBy),
        new("statement", d => d.Statement),
        new("resolved", d => Show.Time(d.ResolvedMs)),
        new("by", d => d.ResolvedBy),
        new("why", d => d.Resolution),
    ];

    public static Command Create() => new("dispute", "An ISP's replies to verdicts that name it.") { Open(), List(), Resolve() };

    private static Command Open()
    {
        var verdict = new Argument<string>("VERDICT") { Description = "The verdict's id, from ctl verdicts." };
        var reason = new Option<string>("--reason") { Description = "What the ISP says; stands in the audit log.", HelpName = "TEXT", Required = true };
        var who = OperatorOption.Create();
        var json = Json();
        var command = new Command("open", "Disputes a verdict that names an ISP; pauses its notices as far as notices.json lets it. Roles isp, operator and legal.") { verdict, reason, who, json };
        return RemoteCommand.Runs(command, async (service, arguments, cancellationToken) =>
        {
            var request = new OpenDisputeRequest { VerdictId = arguments.GetValue(verdict)!, Reason = arguments.GetValue(reason)!, Operator = arguments.GetValue(who)! };
            return Tell((await service.Operators.OpenDisputeAsync(request, service.Call(cancellationToken))).Dispute, arguments.GetValue(json));
        });
    }

    private static Command List()
    {
        var isp = new Option<string?>("--isp") { Description = "Of one ISP.", HelpName = "ID" };
        var verdict = new Option<string?>("--verdict") { Description = "About one verdict.", HelpName = "ID" };
        var state = EnumWords.Option<DisputeState>("--state", "In this state");
        var command = new Command("list", "Disputes, open and resolved, newest first. Role isp too: its own.") { isp, verdict, state };
        var output = new ListOutput(command);
        return RemoteCommand.Runs(command, (service, arguments, cancellationToken) =>
        {
            var request = new ListDisputesRequest
            {
                Isp = arguments.GetValue(isp) ?? "",
                VerdictId = arguments.GetValue(verdict) ?? "",
                State = EnumWords.Parse<DisputeState>(arguments.GetValue(state)),
            };
            return output.PrintAsync(
                arguments,
                async (size, token) =>
                {
                    (request.PageSize, request.PageToken) = (size, token);
                    var page = await service.Operators.ListDisputesAsync(request, service.Call(cancellationToken));
                    return (page.Disputes, page.NextPageToken);
                },
                Columns);
        });
    }

    private static Command Resolve()
    {
        var id = new Argument<string>("DISPUTE") { Description = "The dispute's id, from ctl dispute list." };
        var outcome = new Option<string>("--outcome") { Description = "upheld, which retracts the verdict, or rejected.", HelpName = "OUTCOME", Required = true };
        outcome.AcceptOnlyFromAmong("upheld", "rejected");
        var reason = new Option<string>("--reason") { Description = "Why; the ISP reads it, and it stands in the audit log.", HelpName = "TEXT", Required = true };
        var who = OperatorOption.Create();
        var json = Json();
        var command = new Command("resolve", "Answers a dispute and ends its pause. Roles operator and legal.") { id, outcome, reason, who, json };
        return RemoteCommand.Runs(command, async (service, arguments, cancellationToken) =>
        {
            var request = new ResolveDisputeRequest
            {
                DisputeId = arguments.GetValue(id)!,
                Outcome = EnumWords.Parse<DisputeState>(arguments.GetValue(outcome)),
                Reason = arguments.GetValue(reason)!,
                Operator = arguments.GetValue(who)!,
            };
            return Tell((await service.Operators.ResolveDisputeAsync(request, service.Call(cancellationToken))).Dispute, arguments.GetValue(json));
        });
    }

    private static Option<bool> Json() => new("--json") { Description = "For scripts: the dispute with the fields of the protos." };

    private static int Tell(Dispute dispute, bool json)
    {
        Console.WriteLine(json
            ? MessageJson.Of(dispute)
            : PlainText.Of($"Dispute {dispute.DisputeId} of {dispute.Isp} about {dispute.VerdictId}: {EnumWords.Of(dispute.State)}. Pauses {Pause(dispute)}."));
        return ExitCodes.Done;
    }

    private static string Pause(Dispute dispute) => dispute switch
    {
        { Pause.Length: 0 } => $"nothing: {WhyNothing(dispute.NoPause)}",
        { State: DisputeState.Open } => $"{dispute.Pause} until {Show.Time(dispute.PausedUntilMs)}",
        _ => "no more",
    };

    private static string WhyNothing(NoPause why) => why switch
    {
        NoPause.Off => "notices.json lets no dispute pause anything",
        NoPause.Nothing => "no notice rests on the verdict any more",
        NoPause.Paused => "another dispute pauses the same",
        NoPause.Rejected => "one about the same was rejected not long ago",
        NoPause.Spent => "the ISP has had its pauses of the period",
        _ => EnumWords.Of(why),
    };
}
