using System.CommandLine;
using NoticeService.Protocol.V1;

namespace NoticeService.Commands.Remote;

/// <summary><c>ctl cells</c>: how every ISP stands over every path, in every metro.</summary>
internal static class CellsCommand
{
    private static readonly Column<Cell>[] Columns =
    [
        new("ISP", c => c.Isp),
        new("path", c => c.Path),
        new("metro", c => c.Metro),
        new("status", c => EnumWords.Of(c.Status)),
        new("drop", c => c.HasDrop ? Show.Percent(c.Drop) : "", IsNumber: true),
        new("sessions", c => Show.Number(c.Sessions), IsNumber: true),
        new("households", c => Show.Number(c.Households), IsNumber: true),
        new("testify", c => Show.Percent(c.Testifying), IsNumber: true),
    ];

    public static Command Create()
    {
        var isp = new Option<string?>("--isp") { Description = "Of this ISP.", HelpName = "ID" };
        var path = new Option<string?>("--path") { Description = "Of this path.", HelpName = "ID" };
        var metro = new Option<string?>("--metro") { Description = "Of this metro.", HelpName = "ID" };
        var status = EnumWords.Option<CellStatus>("--status", "That stand so");
        var command = new Command("cells", "The cells (ISP, path, metro) of the last window that was evaluated. An account of the role isp sees its own ISP's.") { isp, path, metro, status };
        var output = new ListOutput(command);
        return RemoteCommand.Runs(command, (service, arguments, cancellationToken) =>
        {
            var request = new ListCellsRequest
            {
                Isp = arguments.GetValue(isp) ?? "",
                Path = arguments.GetValue(path) ?? "",
                Metro = arguments.GetValue(metro) ?? "",
                Status = EnumWords.Parse<CellStatus>(arguments.GetValue(status)),
            };
            return output.PrintAsync(
                arguments,
                async (size, token) =>
                {
                    (request.PageSize, request.PageToken) = (size, token);
                    var page = await service.Operators.ListCellsAsync(request, service.Call(cancellationToken));
                    return (page.Cells, page.NextPageToken);
                },
                Columns);
        });
    }
}
