using System.CommandLine;
using NoticeService.Protocol.V1;

namespace NoticeService.Commands.Remote;

/// <summary><c>ctl audit</c>: who changed or took what.</summary>
internal static class AuditCommand
{
    private static readonly Column<AuditEntry>[] Columns =
    [
        new("time", e => Show.Time(e.TimeMs)),
        new("operator", e => e.Operator),
        new("roles", e => string.Join(", ", e.Roles)),
        new("from", e => e.From),
        new("action", e => e.Action),
        new("outcome", e => e.Outcome),
        new("detail", e => e.Detail),
    ];

    public static Command Create()
    {
        var who = new Option<string?>("--operator") { Description = "By whom.", HelpName = "NAME" };
        var action = new Option<string?>("--action") { Description = "suspend, resume, export, dispute, resolve, calibrate, override or revoke.", HelpName = "ACTION" };
        var outcome = new Option<string?>("--outcome") { Description = "Such as OK or PERMISSION_DENIED.", HelpName = "OUTCOME" };
        var from = TimeOption.Create("--from", "At this time or later");
        var to = TimeOption.Create("--to", "Before");
        var command = new Command("audit", "Every call that changed or exported something, or tried to, newest first.") { who, action, outcome, from, to };
        var output = new ListOutput(command);
        return RemoteCommand.Runs(command, (service, arguments, cancellationToken) =>
        {
            var request = new ListAuditEntriesRequest
            {
                Operator = arguments.GetValue(who) ?? "",
                Action = arguments.GetValue(action) ?? "",
                Outcome = arguments.GetValue(outcome) ?? "",
                FromMs = TimeOption.Value(arguments, from),
                ToMs = TimeOption.Value(arguments, to),
            };
            return output.PrintAsync(
                arguments,
                async (size, token) =>
                {
                    (request.PageSize, request.PageToken) = (size, token);
                    var page = await service.Operators.ListAuditEntriesAsync(request, service.Call(cancellationToken));
                    return (page.Entries, page.NextPageToken);
                },
                Columns);
        });
    }
}
