using System.CommandLine;
using NoticeService.Protocol.V1;

namespace NoticeService.Commands.Remote;

/// <summary><c>ctl ledger query</c>: the records of notices.</summary>
internal static class LedgerQueryCommand
{
    private static readonly Column<NoticeRecord>[] Columns =
    [
        new("decided", n => Show.Time(n.DecidedMs)),
        new("state", n => EnumWords.Of(n.State)),
        new("culprit", n => EnumWords.Of(n.Culprit)),
        new("ISP", n => n.Isp),
        new("path", n => n.Path),
        new("metro", n => n.Metro),
        new("cohort", n => n.Cohort),
        new("lost", n => Show.Lost(n.Shortfall)),
        new("notice", n => n.NoticeId),
        new("verdict", n => n.VerdictId),
        new("retracted", n => n.RetractedMs == 0 ? "" : Show.Time(n.RetractedMs)),
        new("user", n => n.User),
        new("session", n => n.SessionId),
    ];

    public static Command Create()
    {
        var filter = new NoticeFilterOptions();
        var user = new Option<string?>("--user") { Description = "A user's pseudonym. Role legal only.", HelpName = "HEX" };
        var userId = new Option<string?>("--user-id") { Description = "A user's own id, which is looked up by its pseudonym and kept nowhere. Role legal only.", HelpName = "ID" };
        var command = new Command("query", "Records of notices, newest first. Whom they were for is told to the role legal only.") { user, userId };
        filter.AddTo(command);
        var output = new ListOutput(command);
        return RemoteCommand.Runs(command, (service, arguments, cancellationToken) =>
        {
            var request = new ListNoticesRequest
            {
                Isp = filter.Isp(arguments),
                Cohort = filter.Cohort(arguments),
                Culprit = filter.Culprit(arguments),
                VerdictId = filter.Verdict(arguments),
                FromMs = filter.FromMs(arguments),
                ToMs = filter.ToMs(arguments),
                User = arguments.GetValue(user) ?? "",
                UserId = arguments.GetValue(userId) ?? "",
            };
            return output.PrintAsync(
                arguments,
                async (size, token) =>
                {
                    (request.PageSize, request.PageToken) = (size, token);
                    var page = await service.Operators.ListNoticesAsync(request, service.Call(cancellationToken));
                    return (page.Notices, page.NextPageToken);
                },
                Columns);
        });
    }
}
